using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Clickstream.Aws.Metrics;

/// <summary>
/// Writes CloudWatch's embedded metric format: JSON lines on standard output, which the log agents of Lambda and ECS hand to CloudWatch Logs, which makes
/// metrics of them. No call, no permission and no client is needed. Source: CloudWatch user guide, "Specification: Embedded metric format".
/// </summary>
internal static class EmbeddedMetricFormat
{
    /// <summary>Metrics of a document.</summary>
    public const int MaxMetrics = 100;

    /// <summary>Values of a metric in a document.</summary>
    public const int MaxValues = 100;

    /// <summary>Dimensions of a metric.</summary>
    public const int MaxDimensions = 30;

    /// <summary>Characters of a dimension's value.</summary>
    public const int MaxDimensionValue = 1024;

    /// <summary>Writes metrics that share their dimensions: one line, or as many as the limits need.</summary>
    public static void Write(
        TextWriter output,
        string ns,
        DateTimeOffset time,
        IReadOnlyList<KeyValuePair<string, string>> dimensions,
        IReadOnlyList<EmbeddedMetric> metrics)
    {
        for (var first = 0; metrics.Any(metric => metric.Values.Count > first); first += MaxValues)
        {
            var part = metrics
                .Where(metric => metric.Values.Count > first)
                .Select(metric => metric with { Values = [.. metric.Values.Skip(first).Take(MaxValues)] });
            foreach (var document in part.Chunk(MaxMetrics))
                output.Write(Document(ns, time, dimensions, document) + "\n"); // In one piece, lest another line come in between.
        }
    }

    private static string Document(string ns, DateTimeOffset time, IReadOnlyList<KeyValuePair<string, string>> dimensions, EmbeddedMetric[] metrics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteDirective(json, ns, time, dimensions, metrics);
            foreach (var (name, value) in dimensions)
                json.WriteString(name, value.Length <= MaxDimensionValue ? value : value[..MaxDimensionValue]);
            foreach (var metric in metrics)
                WriteValues(json, metric);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteDirective(
        Utf8JsonWriter json, string ns, DateTimeOffset time, IReadOnlyList<KeyValuePair<string, string>> dimensions, EmbeddedMetric[] metrics)
    {
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", ns);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        foreach (var (name, _) in dimensions)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", metric.Name);
            json.WriteString("Unit", metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, EmbeddedMetric metric)
    {
        if (metric.Values.Count == 1)
        {
            json.WriteNumber(metric.Name, metric.Values[0]);
            return;
        }

        json.WriteStartArray(metric.Name);
        foreach (var value in metric.Values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
