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
    private readonly Dictionary<ShardId, (Checkpoint Checkpoint, ShardCounts Counts, ShardLedger Ledger)> _known = [];
    private volatile IReadOnlyDictionary<ShardId, ShardCounts> _counts = new Dictionary<ShardId, ShardCounts>();

    /// <summary>What all shards together have read by hour, as of the last refresh. Key: <see cref="Core.Time.Hour.Path"/>.</summary>
    public IReadOnlyDictionary<string, HourCounts> Hours { get; private set; } = new Dictionary<string, HourCounts>();

    /// <summary>The counts by shard as of the last refresh. A ledger does not count duplicates; they are zero.</summary>
    public IReadOnlyDictionary<ShardId, ShardCounts> Counts => _counts;

    /// <summary>Reads the ledgers whose checkpoint moved.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read; may be retried.</exception>
    /// <exception cref="UnknownFormatException">A ledger is damaged, or of a newer format.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var isChanged = false;
        foreach (var lease in await leases.ListAsync(cancellationToken))
        {
            if (_known.TryGetValue(lease.Shard, out var known) && known.Checkpoint == lease.Checkpoint)
            {
                continue;
            }

            var key = LakeLayout.ShardLedger(lease.Shard, lease.Checkpoint);
            if (await store.GetAsync(key, cancellationToken) is { } stored)
            {
                _known[lease.Shard] = Entry(lease.Checkpoint, LedgerJson.ReadShard(key, stored.Content.Span));
                isChanged = true;
            }
        }

        if (isChanged)
        {
            _counts = _known.ToDictionary(pair => pair.Key, pair => pair.Value.Counts);
            Hours = _known.Values
                .SelectMany(known => known.Ledger.Hours)
                .GroupBy(pair => pair.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => Sum([.. group.Select(pair => pair.Value)]), StringComparer.Ordinal);
        }
    }

    private static (Checkpoint Checkpoint, ShardCounts Counts, ShardLedger Ledger) Entry(Checkpoint checkpoint, ShardLedger ledger) =>
        (checkpoint, Sum(ledger), ledger);

    private static HourCounts Sum(IReadOnlyCollection<HourCounts> shards) => new()
    {
        Read = shards.Sum(counts => counts.Read),
        Landed = shards.Sum(counts => counts.Landed),
        Quarantined = shards.Sum(counts => counts.Quarantined),
        Late = shards.Sum(counts => counts.Late),
        Redelivered = shards.Sum(counts => counts.Redelivered),
    };

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
