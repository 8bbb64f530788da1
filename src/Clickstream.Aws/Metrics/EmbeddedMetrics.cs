using System.Diagnostics.Metrics;
using System.Globalization;

namespace Clickstream.Aws.Metrics;

/// <summary>
/// Reports the instruments of a meter to CloudWatch, as lines of <see cref="EmbeddedMetricFormat"/> on an output that goes to CloudWatch Logs.
/// </summary>
public sealed class EmbeddedMetrics : IDisposable
{
    private const int MaxSeries = 1000; // Beyond this what is measured goes without dimensions, so that a mistaken tag costs neither memory nor money.
    private const int Seed = 161_803; // For the samples.

    private readonly EmbeddedMetricsOptions _options;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Random _random = new(Seed);
    private readonly Dictionary<(Instrument Instrument, string Dimensions), Entry> _series = [];

    /// <summary>Starts to listen.</summary>
    /// <param name="options">What is written.</param>
    /// <param name="output">Where; standard output on Lambda and ECS.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public EmbeddedMetrics(EmbeddedMetricsOptions options, TextWriter output, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        (_options, _output, _time) = (options, output, time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == options.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Writes at each interval, and a last time when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                Write();
        }
        catch (OperationCanceledException)
        {
            Write();
        }
    }

    /// <summary>Writes what was measured since the last time.</summary>
    public void Write()
    {
        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            var taken = _series.Values
                .Select(entry => (entry.Dimensions, Metrics: entry.Series.Take()))
                .Where(pair => pair.Metrics.Count > 0)
                .GroupBy(pair => KeyOf(pair.Dimensions), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal);
            foreach (var group in taken)
            {
                IReadOnlyList<KeyValuePair<string, string>> dimensions = [.. _options.Dimensions, .. group.First().Dimensions];
                EmbeddedMetricFormat.Write(_output, _options.Namespace, _time.GetUtcNow(), dimensions, [.. group.SelectMany(pair => pair.Metrics)]);
            }

            _output.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static string KeyOf(IEnumerable<KeyValuePair<string, string>> dimensions) =>
        string.Join('\u001F', dimensions.Select(pair => $"{pair.Key}\u001E{pair.Value}"));

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var dimensions = DimensionsOf(tags);
        lock (_gate)
        {
            var key = (instrument, KeyOf(dimensions));
            if (!_series.TryGetValue(key, out var entry))
            {
                if (_series.Count >= MaxSeries)
                    (dimensions, key) = ([], (instrument, string.Empty));
                if (!_series.TryGetValue(key, out entry))
                    _series[key] = entry = new Entry(dimensions, new EmbeddedSeries(instrument));
            }

            entry.Series.Record(value, _random);
        }
    }

    private List<KeyValuePair<string, string>> DimensionsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var dimensions = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in tags)
        {
            if (_options.DimensionTags.Contains(name) && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text)
                dimensions.Add(new KeyValuePair<string, string>(name, text));
        }

        dimensions.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return dimensions;
    }

    private sealed record Entry(IReadOnlyList<KeyValuePair<string, string>> Dimensions, EmbeddedSeries Series);
}
