using System.Text.Json;
using Clickstream.Cli.Commands;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Tests;

/// <summary>The command line in this process, on a data folder of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    public string Data { get; } = Directory.CreateTempSubdirectory("clickstream-cli-").FullName;

    /// <summary>Runs a command on the folder.</summary>
    public async Task<(ExitCode Code, string Output, string Messages)> RunAsync(params string[] args)
    {
        using var interruption = new Interruption();
        using var output = new StringWriter();
        return await RunAsync(interruption, output, args);
    }

    /// <summary>Runs a command that the caller interrupts, and whose output is read meanwhile.</summary>
    public async Task<(ExitCode Code, string Output, string Messages)> RunAsync(Interruption interruption, TextWriter output, params string[] args)
    {
        using var messages = new StringWriter();
        var terminal = new CommandTerminal(TextWriter.Synchronized(output), TextWriter.Synchronized(messages), isInteractive: false, TimeProvider.System);
        var code = await ClickstreamCommand.RunAsync([.. args, "--data", Data], terminal, interruption);
        return (code, output.ToString()!, messages.ToString());
    }

    /// <summary>Runs a command that must succeed, and reads its JSON document.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        var (code, output, messages) = await RunAsync([.. args, "--json"]);
        Assert.True(code == ExitCode.Done, $"{string.Join(' ', args)} ended with {code}:\n{messages}");
        return JsonDocument.Parse(output).RootElement.Clone();
    }

    /// <summary>The oracle of a seed.</summary>
    public JsonElement Oracle(int seed) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Data, "oracle", $"seed-{seed}.json"))).RootElement.Clone();

    public void Dispose() => Directory.Delete(Data, recursive: true);
}
