using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Clickstream.Stream.Live.Metrics;

/// <summary>One metric with its series, one for each set of labels. Safe for concurrent use.</summary>
internal sealed class MetricFamily
{
    /// <summary>Series of one metric; beyond this they are counted together, so that a mistaken label cannot eat the memory.</summary>
    public const int MaxSeries = 1000;

    private const string Overflow = "otel_metric_overflow=\"true\""; // The label that OpenTelemetry gives to what is over the limit.

    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly string _help;
    private readonly MetricKind _kind;
    private readonly bool _isObservable;
    private readonly bool _isTotal;
    private readonly double[] _bounds;
    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public MetricFamily(string name, Instrument instrument)
    {
        _name = name;
        _help = instrument.Description ?? instrument.Name;
        _kind = MetricName.KindOf(instrument);
        _isObservable = instrument.IsObservable;
        _isTotal = instrument.IsObservable || instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);
        _bounds = _kind == MetricKind.Histogram ? MetricSeries.BoundsOf(instrument) : [];
    }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_gate)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                labels = _series.Count < MaxSeries ? labels : Overflow;
                if (!_series.TryGetValue(labels, out series))
                {
                    _series[labels] = series = new MetricSeries(_bounds);
                }
            }

            series.Record(value, isTotal: _isTotal);
        }
    }

    /// <summary>Forgets what was observed; an observable instrument reports all its series each time.</summary>
    public void BeginObservation()
    {
        lock (_gate)
        {
            if (_isObservable)
            {
                _series.Clear();
            }
        }
    }

    /// <summary>Writes the metric; nothing if it has no series yet.</summary>
    public void Write(StringBuilder text)
    {
        lock (_gate)
        {
            if (_series.Count == 0)
            {
                return;
            }

            var help = _help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {help}\n# TYPE {_name} {_kind.ToString().ToLowerInvariant()}\n");
            foreach (var (labels, series) in _series)
            {
                series.Write(text, _name, labels, _kind == MetricKind.Histogram);
            }
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return string.Empty;
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            labels[MetricName.Sanitize(key)] = Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty);
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
