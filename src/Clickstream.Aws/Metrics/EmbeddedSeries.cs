using System.Diagnostics.Metrics;

namespace Clickstream.Aws.Metrics;

/// <summary>
/// What one instrument measured since the last time, for one set of dimensions: a sum, the values as they are now, or a sample.
/// Not safe for concurrent use.
/// </summary>
internal sealed class EmbeddedSeries
{
    // What is measured more often is sampled, each value with the same chance, so percentiles stay right; the number of all is a metric of its own.
    private const int MaxSample = EmbeddedMetricFormat.MaxValues;

    // Shards of a large stream; a gauge with more reports some of them.
    private const int MaxGaugeValues = 10_000;

    private readonly string _name;
    private readonly string _unit;
    private readonly bool _isCounter;
    private readonly bool _isHistogram;
    private readonly bool _isTotal;
    private readonly List<double> _values = [];
    private double _sum;
    private long _count;
    private double _previousTotal;

    public EmbeddedSeries(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        _name = instrument.Name;
        _isTotal = type == typeof(ObservableCounter<>) || type == typeof(ObservableUpDownCounter<>);
        _isCounter = type == typeof(Counter<>) || type == typeof(UpDownCounter<>) || _isTotal;
        _isHistogram = type == typeof(Histogram<>);
        _unit = UnitOf(instrument.Unit, _isCounter);
    }

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, Random random)
    {
        if (!double.IsFinite(value))
            return; // CloudWatch takes finite numbers only.
        _count++;
        _sum += value;
        if (_isCounter)
            return;
        if (_values.Count < (_isHistogram ? MaxSample : MaxGaugeValues))
            _values.Add(value);
        else if (_isHistogram && random.NextInt64(_count) is var place && place < MaxSample)
            _values[(int)place] = value;
    }

    /// <summary>The metrics of what was measured since the last call; none if nothing was.</summary>
    public IReadOnlyList<EmbeddedMetric> Take()
    {
        if (_count == 0)
            return [];
        var (count, sum) = (_count, _sum);
        double[] values = [.. _values];
        (_count, _sum) = (0, 0);
        _values.Clear();
        if (_isTotal)
            (sum, _previousTotal) = (sum - _previousTotal, sum);
        if (_isCounter)
            return [new EmbeddedMetric(_name, _unit, [sum])];
        return _isHistogram
            ? [new EmbeddedMetric(_name, _unit, values), new EmbeddedMetric(_name + ".count", "Count", [count])]
            : [new EmbeddedMetric(_name, _unit, values)];
    }

    private static string UnitOf(string? unit, bool isCounter) => unit switch
    {
        "s" => "Seconds",
        "ms" => "Milliseconds",
        "us" => "Microseconds",
        "By" => "Bytes",
        "By/s" => "Bytes/Second",
        "%" => "Percent",
        _ when isCounter || unit?.StartsWith('{') is true => "Count", // {event}: a number of things.
        _ => "None",
    };
}
