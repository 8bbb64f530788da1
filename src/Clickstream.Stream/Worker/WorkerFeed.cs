using System.Reactive.Linq;
using System.Reactive.Subjects;
using Clickstream.Core.Alerts;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Worker;

/// <summary>
/// What a running worker shows to the inside of its process: alerts as they are delivered, and the state of every shard.
/// Safe for concurrent use. Observers are called on the threads that read shards, one call at a time, and must return at once:
/// whoever has slow work to do puts the value into a bounded queue of its own.
/// </summary>
public sealed class WorkerFeed : IDisposable
{
    private readonly Subject<Alert> _alerts = new();
    private readonly ISubject<Alert> _alertsIn;
    private volatile IReadOnlyList<ShardStatus> _shards = [];
    private volatile WorkerReadiness _readiness = new(false, "The worker has not started.");

    /// <summary>Creates a feed without subscribers.</summary>
    public WorkerFeed() => _alertsIn = Subject.Synchronize(_alerts);

    /// <summary>Alerts that this worker has delivered, each once; after a crash an alert may come again with the same id.</summary>
    public IObservable<Alert> Alerts => _alerts.AsObservable();

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
    public void Dispose() => _alerts.Dispose();

    internal void Publish(Alert alert) => _alertsIn.OnNext(alert);
}
