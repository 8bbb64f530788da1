using System.Diagnostics.Metrics;
using System.Text;

namespace Clickstream.Stream.Live.Metrics;

/// <summary>
/// Names of OpenTelemetry in the words of Prometheus: <c>clickstream.flush.duration</c> in seconds is
/// <c>clickstream_flush_duration_seconds</c>.
/// Source: the OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility".
/// </summary>
internal static class MetricName
{
    /// <summary>The name of an instrument, with its unit, and <c>_total</c> where it only grows.</summary>
    public static string Of(Instrument instrument)
    {
        var name = Sanitize(instrument.Name);
        var unit = Unit(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name += "_" + unit;
        }

        return KindOf(instrument) == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>What Prometheus calls the instrument.</summary>
    public static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }

    /// <summary>A valid label or metric name: letters, digits and '_', not beginning with a digit.</summary>
    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        }

        return text.Length == 0 || char.IsAsciiDigit(text[0]) ? "_" + text : text.ToString();
    }

    private static string Unit(string? unit) => unit switch
    {
        null or "" or "1" => string.Empty,
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "By" => "bytes",
        "By/s" => "bytes_per_second",
        "%" => "percent",
        _ when unit.StartsWith('{') => string.Empty, // An annotation such as {event}, not a unit.
        _ => Sanitize(unit),
    };
}
