using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Quarantine;

/// <summary>How far each shard has been read, by its lease, or by the ledger of its end once the lease is gone.</summary>
public sealed class DurablePositions
{
    private readonly Dictionary<ShardId, Checkpoint> _shards = [];

    /// <summary>Reads the checkpoints.</summary>
    public static async Task<DurablePositions> ReadAsync(IObjectStore store, ILeaseStore leases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(leases);
        var positions = new DurablePositions();
        foreach (var lease in await leases.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            positions._shards[lease.Shard] = lease.Checkpoint;
        }

        await foreach (var info in store.ListAsync(LakeLayout.ShardLedgers, cancellationToken).ConfigureAwait(false))
        {
            var shard = new ShardId(info.Key.Value[LakeLayout.ShardLedgers.Length..].Split('/')[0]);
            if (info.Key == LakeLayout.ShardLedger(shard, Checkpoint.ShardEnd))
            {
                positions._shards.TryAdd(shard, Checkpoint.ShardEnd);
            }
        }

        return positions;
    }

    /// <summary>Whether what was read at a position is durable with its checkpoint.</summary>
    public bool IsDurable(ShardId shard, SequenceNumber sequenceNumber) =>
        _shards.TryGetValue(shard, out var checkpoint)
        && (checkpoint.IsShardEnd || (checkpoint.SequenceNumber is { } through && sequenceNumber <= through));
}
