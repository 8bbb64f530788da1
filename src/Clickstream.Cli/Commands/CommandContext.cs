using System.CommandLine;
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

    /// <summary>Opens the backend that was asked for.</summary>
    public Backend OpenBackend() => LocalBackend.Open(Data);

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);
}
