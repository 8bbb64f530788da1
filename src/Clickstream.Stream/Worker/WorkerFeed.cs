using System.Reactive.Linq;
using System.Reactive.Subjects;
using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Worker;

/// <summary>
/// What a running worker shows to the inside of its process: results of minutes, alerts as they are sent, and the state of every shard.
/// Safe for concurrent use. Observers are called on the threads that read shards, one call at a time, and must return at once:
/// whoever has slow work to do puts the value into a bounded queue of its own.
/// </summary>
public sealed class WorkerFeed : IDisposable
{
    private readonly Subject<Alert> _alerts = new();
    private readonly Subject<MinuteResult> _minutes = new();
    private readonly ISubject<Alert> _alertsIn;
    private readonly ISubject<MinuteResult> _minutesIn;
    private volatile IReadOnlyList<ShardStatus> _shards = [];
    private volatile WorkerReadiness _readiness = new(false, "The worker has not started.");

    /// <summary>Creates a feed without subscribers.</summary>
    public WorkerFeed() => (_alertsIn, _minutesIn) = (Subject.Synchronize(_alerts), Subject.Synchronize(_minutes));

    /// <summary>Alerts that this worker has claimed and sends, each once; after a crash an alert may come again with the same id.</summary>
    public IObservable<Alert> Alerts => _alerts.AsObservable();

    /// <summary>
    /// Results of the minutes of the shards that this worker reads: early ones about once a second, final ones, restatements.
    /// They are shown before they are durable; after a crash they come again.
    /// </summary>
    public IObservable<MinuteResult> Minutes => _minutes.AsObservable();

    /// <summary>Every shard that has a lease, in order of name. Replaced about once a second.</summary>
    public IReadOnlyList<ShardStatus> Shards
    {
        get => _shards;
        internal set => _shards = value;
    }

    /// <summary>Whether the worker does its work.</summary>
    public WorkerReadiness Readiness
    {
        get => _readiness;
        internal set => _readiness = value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alerts.Dispose();
        _minutes.Dispose();
    }

    internal void Publish(Alert alert) => _alertsIn.OnNext(alert);

    internal void Publish(MinuteResult minute) => _minutesIn.OnNext(minute);
}
