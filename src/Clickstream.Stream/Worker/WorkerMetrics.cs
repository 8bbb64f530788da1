using System.Diagnostics.Metrics;
using Clickstream.Core.Streams;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Worker;

/// <summary>The instruments of one worker, named after the conventions of OpenTelemetry. Counted per page or per batch, never per event.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Clickstream";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _records;
    private readonly Counter<long> _inputs;
    private readonly Counter<long> _late;
    private readonly Counter<long> _duplicates;
    private readonly Histogram<double> _flushDuration;
    private readonly Counter<long> _leasesLost;
    private readonly Counter<long> _alerts;
    private readonly Histogram<double> _alertDelay;
    private readonly Counter<long> _channelFailures;
    private readonly Counter<long> _deadLetters;

    public WorkerMetrics(Func<IReadOnlyList<ShardStatus>> shards, Func<long> enrichmentFailures)
    {
        _records = _meter.CreateCounter<long>("clickstream.stream.records", "{record}", "Records read from the stream.");
        _inputs = _meter.CreateCounter<long>("clickstream.stream.inputs", "{input}", "Inputs by outcome: landed, quarantined, redelivered or misplaced.");
        _late = _meter.CreateCounter<long>("clickstream.stream.late", "{event}", "Events that came after their minute was final.");
        _duplicates = _meter.CreateCounter<long>("clickstream.stream.duplicates", "{event}", "Events whose click id was accepted before.");
        _flushDuration = _meter.CreateHistogram<double>("clickstream.flush.duration", "s", "From the cut to the moved checkpoint.");
        _leasesLost = _meter.CreateCounter<long>("clickstream.lease.lost", "{lease}", "Leases lost to another worker.");
        _alerts = _meter.CreateCounter<long>("clickstream.alert.claims", "{alert}", "Alerts by outcome of their claim: granted, pending or refused.");
        _alertDelay = _meter.CreateHistogram<double>("clickstream.alert.delay", "s", "From the making of an alert to its delivery, by channel.");
        _channelFailures = _meter.CreateCounter<long>("clickstream.alert.failures", "{attempt}", "Attempts that a channel did not take.");
        _deadLetters = _meter.CreateCounter<long>("clickstream.alert.dead_letters", "{alert}", "Alerts that a channel did not take in time.");
        _meter.CreateObservableCounter(
            "clickstream.enrichment.failures", enrichmentFailures, "{event}", "Events without country and region because the geo file cannot be used or is damaged.");
        _meter.CreateObservableGauge(
            "clickstream.shard.behind_latest",
            () => shards().Where(shard => shard.BehindLatest is not null).Select(shard => Measure(shard.BehindLatest!.Value.TotalSeconds, shard.Shard)),
            "s",
            "How far the position is behind the newest record.");
        _meter.CreateObservableGauge(
            "clickstream.shard.watermark",
            () => shards().Where(shard => shard.Watermark is not null).Select(shard => Measure(shard.Watermark!.Value.Microseconds / 1e6, shard.Shard)),
            "s",
            "Event time up to which the shard is believed complete, since 1970.");
    }

    public void Read(long records, ShardCounts counts)
    {
        _records.Add(records);
        Add(_inputs, counts.Landed, "outcome", "landed");
        Add(_inputs, counts.Quarantined, "outcome", "quarantined");
        Add(_inputs, counts.Redelivered, "outcome", "redelivered");
        Add(_inputs, counts.Misplaced, "outcome", "misplaced");
        _late.Add(counts.Late);
        _duplicates.Add(counts.Duplicates);
    }

    public void Flushed(TimeSpan duration) => _flushDuration.Record(duration.TotalSeconds);

    public void LeaseLost() => _leasesLost.Add(1);

    public void Claimed(string outcome, long alerts) => Add(_alerts, alerts, "outcome", outcome);

    public void Delivered(string channel, TimeSpan delay) => _alertDelay.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("channel", channel));

    public void ChannelFailed(string channel) => Add(_channelFailures, 1, "channel", channel);

    public void DeadLettered(string channel, long alerts) => Add(_deadLetters, alerts, "channel", channel);

    public void Dispose() => _meter.Dispose();

    private static void Add(Counter<long> counter, long value, string tag, string text)
    {
        if (value != 0)
            counter.Add(value, new KeyValuePair<string, object?>(tag, text));
    }

    private static Measurement<double> Measure(double value, ShardId shard) => new(value, new KeyValuePair<string, object?>("shard", shard.Value));
}
