using Clickstream.Core.Streams;

namespace Clickstream.Core.Leases;

/// <summary>A row of the KCL 2 lease table: who reads a shard, and how far. A value: the store changes rows only under a condition on the counter.</summary>
/// <param name="Shard">The shard, key of the row (<c>leaseKey</c>).</param>
/// <param name="Owner">The worker that holds it (<c>leaseOwner</c>); null when it is free.</param>
/// <param name="Counter">Grows at each renewal, take and checkpoint (<c>leaseCounter</c>); a holder whose counter stands still is dead.</param>
/// <param name="Checkpoint">How far the shard has been read.</param>
/// <param name="OwnerSwitches">Takes since the last checkpoint (<c>ownerSwitchesSinceCheckpoint</c>).</param>
/// <param name="Parents">The parents of the shard (<c>parentShardId</c>).</param>
/// <param name="Children">The shards that follow it once it has ended (<c>childShardIds</c>).</param>
/// <param name="HashKeys">The hash-key range of the shard; null in rows of old KCL versions.</param>
/// <param name="CheckpointOwner">The previous holder that still has to checkpoint before a graceful handover is complete (<c>checkpointOwner</c>).</param>
public sealed record Lease(
    ShardId Shard,
    string? Owner,
    long Counter,
    Checkpoint Checkpoint,
    long OwnerSwitches,
    IReadOnlyList<ShardId> Parents,
    IReadOnlyList<ShardId> Children,
    HashKeyRange? HashKeys,
    string? CheckpointOwner = null)
{
    /// <summary>A free lease at a start position.</summary>
    public static Lease For(Shard shard, Checkpoint start)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return new Lease(shard.Id, null, 0, start, 0, [.. shard.Parents], [], shard.HashKeys);
    }
}
