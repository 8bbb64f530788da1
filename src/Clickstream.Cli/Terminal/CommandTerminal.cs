using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clickstream.Cli.Terminal;

/// <summary>Where a command writes: results to stdout, everything else to stderr.</summary>
internal sealed class CommandTerminal(TextWriter output, TextWriter messages, bool isInteractive, TimeProvider time)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For text that is the answer to the command.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>For progress, warnings and errors.</summary>
    public TextWriter Messages { get; } = messages;

    /// <summary>The clock for progress.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Writes the one JSON document of a command.</summary>
    public void WriteJson(JsonNode document) => Output.WriteLine(document.ToJsonString(Indented));

    /// <summary>Begins to show how far a long work is.</summary>
    public ProgressLine Progress(string work) => new(work, Messages, isInteractive, Time);
}
