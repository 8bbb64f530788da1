using System.Text.Json.Nodes;

namespace Clickstream.Lambda.Runtime;

/// <summary>The log of a function: a JSON object a line, as CloudWatch Logs Insights reads it. Orders and users are personal data and are not logged.</summary>
internal sealed class FunctionLog(TextWriter output, TimeProvider time)
{
    /// <summary>The invocation that is under way.</summary>
    public string? RequestId { get; set; }

    /// <summary>Says that something was done.</summary>
    public void Information(string message) => Write("INFO", message);

    /// <summary>Says that something did not work and is tried again.</summary>
    public void Warning(string message) => Write("WARN", message);

    /// <summary>Says that somebody should look.</summary>
    public void Error(string message) => Write("ERROR", message);

    private void Write(string level, string message)
    {
        var line = new JsonObject { ["timestamp"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), ["level"] = level, ["message"] = message };
        if (RequestId is not null)
        {
            line["requestId"] = RequestId;
        }

        lock (output)
        {
            output.WriteLine(line.ToJsonString());
        }
    }
}
