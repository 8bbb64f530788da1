using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Resilience;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Leases;

/// <summary>
/// Keeps this worker's share of the leases: adds leases for new shards, takes what <see cref="LeaseTakePlan"/> says, and renews what is held.
/// Taking and renewing are two loops that do not wait for each other, nor for the shards.
/// </summary>
internal sealed class LeaseCoordinator
{
    private readonly ILeaseStore _store;
    private readonly IEventStream _stream;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly ConcurrentDictionary<ShardId, HeldLease> _held = new();
    private readonly LeaseObservations _observations;
    private readonly WakeSignal _wake;
    private volatile IReadOnlyList<Lease>? _table;

    public LeaseCoordinator(ILeaseStore store, IEventStream stream, LeaseOptions options, TimeProvider time, ILogger logger)
    {
        (_store, _stream, _options, _time, _logger) = (store, stream, options, time, logger);
        // Workers choose differently from each other, and one worker chooses the same way each time.
        _random = new Random(options.Owner.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));
        _observations = new LeaseObservations(time);
        _wake = new WakeSignal(time);
    }

    /// <summary>The table as it was last read; null before the first time.</summary>
    public IReadOnlyList<Lease>? Table => _table;

    /// <summary>Leases whose shard loop has not ended.</summary>
    public ICollection<HeldLease> Held => _held.Values;

    /// <summary>Reads the table and takes leases at once, because a shard has ended or was given back.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Says that the loop of a shard has ended; from now on the lease may be taken again.</summary>
    public void Forget(HeldLease lease) => _held.TryRemove(new KeyValuePair<ShardId, HeldLease>(lease.Shard, lease));

    /// <summary>Takes leases until cancelled. <paramref name="onTaken"/> starts the loop of the shard and returns at once.</summary>
    /// <exception cref="GaveUpException">The stream or the table failed for too long.</exception>
    public async Task TakeAsync(Action<HeldLease> onTaken, Retry retry, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await retry.RunAsync("read the shards and the leases", token => TakeOnceAsync(onTaken, token), cancellationToken).ConfigureAwait(false);
            await _wake.WaitAsync(_options.TakeEvery, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Renews the held leases until cancelled. A renewal that fails is tried again in the next round; three rounds fit into a failover.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(_options.RenewEvery, _time, cancellationToken).ConfigureAwait(false);
            foreach (var lease in _held.Values.Where(lease => !lease.Lost.IsCancellationRequested))
                await RenewAsync(lease, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds leases for new shards and reads the table.</summary>
    public async Task<IReadOnlyList<Lease>> RefreshAsync(CancellationToken cancellationToken)
    {
        var leases = await _store.ListAsync(cancellationToken).ConfigureAwait(false);
        var shards = await _stream.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        var missing = ShardSync.MissingLeases(shards, leases, _options.Start);
        foreach (var lease in missing)
        {
            if (await _store.TryCreateAsync(lease, cancellationToken).ConfigureAwait(false))
                LeaseLog.Created(_logger, lease.Shard, lease.Checkpoint.Value);
        }

        if (missing.Count > 0)
            leases = await _store.ListAsync(cancellationToken).ConfigureAwait(false);

        _table = leases;
        return leases;
    }

    private async Task TakeOnceAsync(Action<HeldLease> onTaken, CancellationToken cancellationToken)
    {
        var leases = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        _observations.Observe(leases);
        foreach (var lease in Adoptable(leases).Concat(LeaseTakePlan.Choose(Situation(leases), _random)))
        {
            if (_held.ContainsKey(lease.Shard))
                continue;

            var taken = await _store.TakeAsync(lease, _options.Owner, cancellationToken).ConfigureAwait(false);
            if (taken is null)
                continue;

            var held = new HeldLease(_store, taken, _options, _time);
            _held[held.Shard] = held;
            LeaseLog.Taken(_logger, taken.Shard, taken.Checkpoint.Value, lease.Owner ?? "nobody");
            onTaken(held);
        }
    }

    /// <summary>Rows in our name that we do not hold: a take whose answer was lost, or a handover that is complete or that its old holder does not complete.</summary>
    private IEnumerable<Lease> Adoptable(IReadOnlyList<Lease> leases) => leases.Where(lease =>
        lease.Owner == _options.Owner
        && !_held.ContainsKey(lease.Shard)
        && LeaseTakePlan.IsReadable(lease, leases)
        && (lease.CheckpointOwner is null || _observations.StoodStill(lease.Shard) > LeaseOptions.HandoverTimeout));

    private LeaseSituation Situation(IReadOnlyList<Lease> leases) => new(
        leases,
        _options.Owner,
        StoodStillFor(leases, _options.Failover),
        StoodStillFor(leases, LeaseOptions.LongExpiredFailovers * _options.Failover),
        _options.MaxLeases);

    private HashSet<ShardId> StoodStillFor(IReadOnlyList<Lease> leases, TimeSpan span) =>
        leases.Select(lease => lease.Shard).Where(shard => _observations.StoodStill(shard) > span).ToHashSet();

    [SuppressMessage("Design", "CA1031", Justification = "A renewal may fail in any way; it is logged, tried again, and the lease expires if it keeps failing.")]
    private async Task RenewAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        try
        {
            if (!await lease.RenewAsync(cancellationToken).ConfigureAwait(false))
                LeaseLog.Lost(_logger, lease.Shard);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            LeaseLog.RenewalFailed(_logger, lease.Shard, cause);
        }
    }
}
