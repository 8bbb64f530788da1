using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Clickstream.Stream.Live.Metrics;

/// <summary>One series: a number, or a histogram with its buckets.</summary>
internal sealed class MetricSeries(double[] bounds)
{
    /// <summary>Seconds from a millisecond to a minute, where an instrument advises no bounds of its own.</summary>
    private static readonly double[] DefaultBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly long[] _buckets = new long[bounds.Length + 1];
    private long _count;
    private double _value;

    /// <summary>The bounds that a histogram advises, or the default.</summary>
    public static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };

    /// <summary>Takes a measurement: the total so far, or what is added to it.</summary>
    public void Record(double value, bool isTotal)
    {
        _value = isTotal ? value : _value + value;
        _count++;
        var bucket = Array.FindIndex(bounds, bound => value <= bound);
        _buckets[bucket < 0 ? bounds.Length : bucket]++;
    }

    /// <summary>Writes the lines of the series.</summary>
    public void Write(StringBuilder text, string name, string labels, bool isHistogram)
    {
        if (!isHistogram)
        {
            Line(text, name, labels, Format(_value));
            return;
        }

        var separator = labels.Length > 0 ? "," : string.Empty;
        long below = 0;
        for (var i = 0; i <= bounds.Length; i++)
        {
            below += _buckets[i];
            var bound = i < bounds.Length ? Format(bounds[i]) : "+Inf";
            Line(text, name + "_bucket", $"{labels}{separator}le=\"{bound}\"", below.ToString(CultureInfo.InvariantCulture));
        }

        Line(text, name + "_sum", labels, Format(_value));
        Line(text, name + "_count", labels, _count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string Format(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
