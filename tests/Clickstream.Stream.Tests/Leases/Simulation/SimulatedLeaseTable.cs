using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>
/// The lease table with the conditional updates of DynamoDB, in memory. It counts calls, and checks with each checkpoint that it is made by the holder
/// and does not go back. An update happens at one instant; latency and faults are added by <see cref="SimulatedConnection"/>.
/// </summary>
internal sealed class SimulatedLeaseTable : ILeaseStore
{
    private readonly SortedDictionary<ShardId, Lease> _rows = [];
    private IReadOnlyList<Lease>? _listing;

    public CallCounts Calls { get; } = new();

    /// <summary>Checkpoints that were refused because the lease was somebody else's.</summary>
    public long Refused { get; private set; }

    public IReadOnlyList<Lease> Rows => _listing ??= [.. _rows.Values];

    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        Calls.Listings++;
        Calls.RowsListed += Rows.Count;
        return Task.FromResult(Rows);
    }

    public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken)
    {
        Calls.Gets++;
        return Task.FromResult(_rows.GetValueOrDefault(shard));
    }

    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken)
    {
        Calls.Creates++;
        var isNew = _rows.TryAdd(lease.Shard, lease);
        _listing = isNew ? null : _listing;
        return Task.FromResult(isNew);
    }

    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        Calls.Renewals++;
        return Update(lease, row => row, row => row.Owner == lease.Owner);
    }

    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken)
    {
        Calls.Takes++;
        return Update(
            lease, row => row with { Owner = owner, CheckpointOwner = null, OwnerSwitches = row.OwnerSwitches + 1 }, row => row.Owner == owner);
    }

    public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken)
    {
        Calls.Evictions++;
        return _rows.TryGetValue(lease.Shard, out var row) && row.Owner == lease.Owner
            ? Replace(row with { Owner = null, Counter = row.Counter + 1 })
            : Update(lease, gone => gone, gone => gone.Owner is null);
    }

    public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        Calls.Checkpoints++;
        return Update(
            lease,
            row => row with { Checkpoint = checkpoint, OwnerSwitches = 0, Children = children },
            row => row.Owner == lease.Owner && row.Checkpoint == checkpoint);
    }

    /// <summary>A checkpoint by a named worker. That it succeeds only for the holder, and never goes back, is what the simulation is about.</summary>
    public async Task<Lease?> CheckpointAsync(string worker, Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children)
    {
        var before = _rows[lease.Shard];
        var after = await CheckpointAsync(lease, checkpoint, children, CancellationToken.None);
        if (after is null)
        {
            Refused += before.Owner == worker ? 0 : 1; // Otherwise an answer was lost, and the counter that the worker knows is old.
            return null;
        }

        Assert.True(before.Owner == worker, $"{worker} moved the checkpoint of {lease.Shard}, which {before.Owner ?? "nobody"} holds.");
        if (before.Checkpoint.SequenceNumber is { } from)
            Assert.True(checkpoint.SequenceNumber >= from, $"{worker} moved the checkpoint of {lease.Shard} back from {from} to {checkpoint}.");
        return after;
    }

    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken)
    {
        var isSame = _rows.TryGetValue(lease.Shard, out var row) && row.Counter == lease.Counter;
        _listing = null;
        return Task.FromResult(isSame && _rows.Remove(lease.Shard));
    }

    /// <summary>Changes the row if its counter is the one given; an update whose answer was lost is recognised by the next counter.</summary>
    private Task<Lease?> Update(Lease lease, Func<Lease, Lease> change, Func<Lease, bool> isDone)
    {
        if (!_rows.TryGetValue(lease.Shard, out var row))
            return Task.FromResult<Lease?>(null);
        if (row.Counter == lease.Counter)
            return Replace(change(row) with { Counter = row.Counter + 1 });
        return Task.FromResult(row.Counter == lease.Counter + 1 && isDone(row) ? row : null);
    }

    private Task<Lease?> Replace(Lease row)
    {
        _rows[row.Shard] = row;
        _listing = null;
        return Task.FromResult<Lease?>(row);
    }
}

/// <summary>Calls to the table.</summary>
internal sealed record CallCounts
{
    public long Listings { get; set; }

    public long RowsListed { get; set; }

    public long Gets { get; set; }

    public long Creates { get; set; }

    public long Renewals { get; set; }

    public long Takes { get; set; }

    public long Evictions { get; set; }

    public long Checkpoints { get; set; }

    public static CallCounts operator -(CallCounts left, CallCounts right) => new()
    {
        Listings = left.Listings - right.Listings,
        RowsListed = left.RowsListed - right.RowsListed,
        Gets = left.Gets - right.Gets,
        Creates = left.Creates - right.Creates,
        Renewals = left.Renewals - right.Renewals,
        Takes = left.Takes - right.Takes,
        Evictions = left.Evictions - right.Evictions,
        Checkpoints = left.Checkpoints - right.Checkpoints,
    };
}
