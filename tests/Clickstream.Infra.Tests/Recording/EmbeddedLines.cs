using System.Text.Json;

namespace Clickstream.Infra.Tests.Recording;

/// <summary>Lines of CloudWatch's embedded metric format.</summary>
internal static class EmbeddedLines
{
    /// <summary>The metrics in what a command printed.</summary>
    public static IEnumerable<EmittedMetric> Read(string output) =>
        output.Split('\n').Where(line => line.StartsWith("{\"_aws\"", StringComparison.Ordinal)).SelectMany(line => OfLine(JsonDocument.Parse(line).RootElement));

    private static IEnumerable<EmittedMetric> OfLine(JsonElement line)
    {
        foreach (var directive in line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            Assert.Equal("Clickstream", directive.GetProperty("Namespace").GetString());
            var dimensions = EmittedMetric.TextOf(directive.GetProperty("Dimensions")[0].EnumerateArray().Select(name => (name.GetString()!, line.GetProperty(name.GetString()!).GetString()!)));
            foreach (var metric in directive.GetProperty("Metrics").EnumerateArray())
                yield return new EmittedMetric(metric.GetProperty("Name").GetString()!, dimensions);
        }
    }
}
