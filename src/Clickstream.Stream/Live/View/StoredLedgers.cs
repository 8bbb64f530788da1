using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Live.View;

/// <summary>What every worker has read of its shards, from the ledgers that the lease table names.</summary>
internal sealed class StoredLedgers(IObjectStore store, ILeaseStore leases)
{
    private readonly Dictionary<ShardId, (Checkpoint Checkpoint, ShardCounts Counts)> _known = [];
    private volatile IReadOnlyDictionary<ShardId, ShardCounts> _counts = new Dictionary<ShardId, ShardCounts>();

    /// <summary>The counts by shard as of the last refresh. A ledger does not count duplicates; they are zero.</summary>
    public IReadOnlyDictionary<ShardId, ShardCounts> Counts => _counts;

    /// <summary>Reads the ledgers whose checkpoint moved.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read; may be retried.</exception>
    /// <exception cref="UnknownFormatException">A ledger is damaged, or of a newer format.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var lease in await leases.ListAsync(cancellationToken))
        {
            if (_known.TryGetValue(lease.Shard, out var known) && known.Checkpoint == lease.Checkpoint)
            {
                continue;
            }

            var key = LakeLayout.ShardLedger(lease.Shard, lease.Checkpoint);
            if (await store.GetAsync(key, cancellationToken) is { } stored)
            {
                _known[lease.Shard] = (lease.Checkpoint, Sum(LedgerJson.ReadShard(key, stored.Content.Span)));
            }
        }

        _counts = _known.ToDictionary(pair => pair.Key, pair => pair.Value.Counts);
    }

    private static ShardCounts Sum(ShardLedger ledger)
    {
        var sum = default(ShardCounts);
        foreach (var hour in ledger.Hours.Values)
        {
            sum += new ShardCounts(hour.Read, hour.Landed, hour.Quarantined, hour.Late, 0, hour.Redelivered);
        }

        return sum;
    }
}
