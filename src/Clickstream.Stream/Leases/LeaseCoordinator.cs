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

    /// <summary>Reads the table and takes leases at once, because a shard has ended and its children can be read.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Says that the loop of a shard has ended; from now on the lease may be taken again.</summary>
    public void Forget(HeldLease lease) => _held.TryRemove(new KeyValuePair<ShardId, HeldLease>(lease.Shard, lease));

    /// <summary>Takes leases until cancelled. <paramref name="onTaken"/> starts the loop of the shard and returns at once.</summary>
    /// <exception cref="GaveUpException">The stream or the table failed for too long.</exception>
    public async Task TakeAsync(Action<HeldLease> onTaken, Retry retry, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = await retry.RunAsync(
                "read the shards and the leases", token => TakeOnceAsync(onTaken, token), cancellationToken).ConfigureAwait(false);
            await _wake.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Renews the held leases until cancelled.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(_options.RenewEvery, _time, cancellationToken).ConfigureAwait(false);
            await RenewOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One listing, and the takes that follow from it.</summary>
    /// <returns>How long to wait before the next one.</returns>
    public async Task<TimeSpan> TakeOnceAsync(Action<HeldLease> onTaken, CancellationToken cancellationToken)
    {
        var (leases, isComplete) = await SyncAsync(mayLeaveToOthers: true, cancellationToken).ConfigureAwait(false);
        _observations.Observe(leases);
        var chosen = Adoptable(leases).Concat(LeaseTakePlan.Choose(Situation(leases), _random))
            .Where(lease => !_held.ContainsKey(lease.Shard)).ToList();
        var isCurrent = isComplete && chosen.Count <= LeaseOptions.MaxTakesPerListing;
        foreach (var some in chosen.Take(LeaseOptions.MaxTakesPerListing).Chunk(LeaseOptions.CallsAtOnce))
        {
            var taken = await Task.WhenAll(some.Select(lease => _store.TakeAsync(lease, _options.Owner, cancellationToken))).ConfigureAwait(false);
            foreach (var (lease, row) in some.Zip(taken))
                Keep(lease, row, onTaken);

            if (taken.Count(row => row is null) > some.Length / 2)
            {
                // Others are taking at the same time, and the listing is out of date.
                isCurrent = false;
                break;
            }
        }

        return isCurrent ? _options.NextListing(_random.NextDouble()) : _options.NextListingSoon(_random.NextDouble());
    }

    /// <summary>Renews each held lease once. One that fails is tried again in the next round; three rounds fit into a failover.</summary>
    public async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var some in _held.Values.Where(lease => !lease.Lost.IsCancellationRequested).Chunk(LeaseOptions.CallsAtOnce))
            await Task.WhenAll(some.Select(lease => RenewAsync(lease, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Adds leases for new shards, all of them, and reads the table.</summary>
    public async Task<IReadOnlyList<Lease>> RefreshAsync(CancellationToken cancellationToken) =>
        (await SyncAsync(mayLeaveToOthers: false, cancellationToken).ConfigureAwait(false)).Leases;

    private async Task<(IReadOnlyList<Lease> Leases, bool IsComplete)> SyncAsync(bool mayLeaveToOthers, CancellationToken cancellationToken)
    {
        var leases = await _store.ListAsync(cancellationToken).ConfigureAwait(false);
        var shards = await _stream.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        var missing = ShardSync.MissingLeases(shards, leases, _options.Start);
        var isComplete = true;
        foreach (var some in ShardSync.InSteps(missing, LeaseOptions.CallsAtOnce))
        {
            var added = await Task.WhenAll(some.Select(lease => _store.TryCreateAsync(lease, cancellationToken))).ConfigureAwait(false);
            foreach (var (lease, isAdded) in some.Zip(added).Where(pair => pair.Second))
                LeaseLog.Created(_logger, lease.Shard, lease.Checkpoint.Value);

            // Another worker is about it; sixty workers that each add a thousand leases would be sixty thousand calls.
            isComplete = !mayLeaveToOthers || added.Contains(true);
            if (!isComplete)
                break;
        }

        if (missing.Count > 0)
            leases = await _store.ListAsync(cancellationToken).ConfigureAwait(false);

        _table = leases;
        return (leases, isComplete);
    }

    private void Keep(Lease before, Lease? taken, Action<HeldLease> onTaken)
    {
        if (taken is null)
            return;

        var held = new HeldLease(_store, taken, _options, _time);
        _held[held.Shard] = held;
        LeaseLog.Taken(_logger, taken.Shard, taken.Checkpoint.Value, before.Owner ?? "nobody");
        onTaken(held);
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
        // The others of its round wait for it, so one that hangs, or waits for a checkpoint that does, must not cost them their leases.
        using var limit = new CancellationTokenSource(_options.RenewEvery, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!await lease.RenewAsync(either.Token).ConfigureAwait(false))
                LeaseLog.Lost(_logger, lease.Shard);
        }
        catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
        {
            LeaseLog.RenewalFailed(_logger, lease.Shard, cause);
        }
    }
}
