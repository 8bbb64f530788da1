using System.CommandLine;
using Clickstream.Aws.Configuration;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Commands;

/// <summary>What the body of a command has to work with.</summary>
internal sealed class CommandContext(ParseResult parsed, CommandTerminal terminal, Interruption interruption)
{
    /// <summary>Where to write.</summary>
    public CommandTerminal Terminal { get; } = terminal;

    /// <summary>The data folder.</summary>
    public DirectoryInfo Data => Get(CommonOptions.Data)!;

    /// <summary>Whether to print one JSON document.</summary>
    public bool Json => Get(CommonOptions.Json);

    /// <summary>Finish what is under way, then stop.</summary>
    public CancellationToken Drain { get; } = interruption.Drain;

    /// <summary>Stop at once.</summary>
    public CancellationToken Abort { get; } = interruption.Abort;

    /// <summary>Whether everything runs on this machine.</summary>
    public bool IsLocal => Get(CommonOptions.Backend) == "local";

    /// <summary>Opens the backend that was asked for.</summary>
    /// <exception cref="UsageException">The options do not fit together, or the configuration cannot be used.</exception>
    public async Task<Backend> OpenBackendAsync()
    {
        var config = Get(CommonOptions.Config);
        if (IsLocal)
        {
            return config is null ? LocalBackend.Open(Data) : throw new UsageException("--config goes with --backend aws.");
        }

        if (config is { Exists: false })
        {
            throw new UsageException($"There is no file {config.FullName}. docs/aws.md shows what belongs into it.");
        }

        try
        {
            var json = config is null ? [] : await File.ReadAllBytesAsync(config.FullName, Drain);
            var settings = AwsSettingsReader.Read(json, Environment.GetEnvironmentVariable);
            return await AwsBackend.OpenAsync(settings, config is null ? "--backend aws" : $"--backend aws --config {config}", Terminal.Time, Drain);
        }
        catch (AwsSettingsException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);
}
