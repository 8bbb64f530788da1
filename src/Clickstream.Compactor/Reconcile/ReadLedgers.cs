using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Compactor.Reconcile;

/// <summary>What the shards have read up to the checkpoints of their leases, and what the producers have put.</summary>
internal sealed class ReadLedgers
{
    // A worker that runs removes the ledger of a checkpoint when it has moved on, so the lease is looked at again.
    private const int Attempts = 5;

    /// <summary>How far each shard is durable; null for a shard of which nothing is.</summary>
    public Dictionary<ShardId, SequenceNumber?> Through { get; } = [];

    /// <summary>Shards that have been read to their end.</summary>
    public HashSet<ShardId> Ended { get; } = [];

    /// <summary>The ledgers that hold.</summary>
    public List<ShardLedger> Shards { get; } = [];

    /// <summary>The ledgers of the producers.</summary>
    public List<ProducerLedger> Producers { get; } = [];

    /// <summary>The ledgers of the raw objects that were taken in without a stream.</summary>
    public List<RawLedger> Raw { get; } = [];

    private readonly HashSet<string> _rawObjects = new(StringComparer.Ordinal);

    /// <summary>Reads all ledgers.</summary>
    public static async Task<ReadLedgers> ReadAsync(
        IObjectStore store, ILeaseStore leases, CheckList checks, CancellationToken cancellationToken)
    {
        var ledgers = new ReadLedgers();
        foreach (var lease in await leases.ListAsync(cancellationToken))
        {
            await ledgers.AddShardAsync(store, leases, lease, checks, cancellationToken);
        }

        await ledgers.AddEndedAsync(store, checks, cancellationToken);
        await foreach (var info in store.ListAsync(LakeLayout.ProducerLedgers, cancellationToken))
        {
            if (await store.GetAsync(info.Key, cancellationToken) is { } stored)
            {
                ledgers.Producers.Add(LedgerJson.ReadProducer(info.Key, stored.Content.Span));
            }
        }

        await ledgers.AddRawAsync(store, cancellationToken);
        return ledgers;
    }

    /// <summary>Whether all of a raw object is published; what is not will be read again.</summary>
    /// <param name="identity">Its <see cref="RawObject.Identity"/>.</param>
    public bool IsTakenIn(string identity) => _rawObjects.Contains(identity);

    /// <summary>Whether what was read at a position is durable with its checkpoint; what is not will be read again.</summary>
    public bool IsDurable(ShardId shard, SequenceNumber sequenceNumber) =>
        Ended.Contains(shard) || (Through.TryGetValue(shard, out var through) && through is { } last && sequenceNumber <= last);

    private async Task AddShardAsync(
        IObjectStore store, ILeaseStore leases, Lease lease, CheckList checks, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var checkpoint = lease.Checkpoint;
            if (!checkpoint.IsShardEnd && checkpoint.SequenceNumber is null)
            {
                Through[lease.Shard] = null; // Nothing was read before where reading starts.
                return;
            }

            var key = LakeLayout.ShardLedger(lease.Shard, checkpoint);
            if (await store.GetAsync(key, cancellationToken) is { } stored)
            {
                Add(lease.Shard, checkpoint, LedgerJson.ReadShard(key, stored.Content.Span));
                return;
            }

            lease = await leases.GetAsync(lease.Shard, cancellationToken) ?? lease;
        }

        checks.Fail(
            "ledger", lease.Shard.Value, LakeLayout.ShardLedger(lease.Shard, lease.Checkpoint).Value, "missing",
            "The ledger that belongs to the shard's checkpoint is gone, so what the shard has read cannot be proven. Restore it.");
    }

    private void Add(ShardId shard, Checkpoint checkpoint, ShardLedger ledger)
    {
        Through[shard] = checkpoint.SequenceNumber;
        Shards.Add(ledger);
        if (checkpoint.IsShardEnd)
        {
            Ended.Add(shard);
        }
    }

    // The lease of a shard goes some time after its end; its last ledger stays.
    private async Task AddEndedAsync(IObjectStore store, CheckList checks, CancellationToken cancellationToken)
    {
        var without = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(LakeLayout.ShardLedgers, cancellationToken))
        {
            var shard = info.Key.Value[LakeLayout.ShardLedgers.Length..].Split('/')[0];
            if (!Through.ContainsKey(new ShardId(shard)))
            {
                without[shard] = (without.TryGetValue(shard, out var ended) && ended)
                    || info.Key == LakeLayout.ShardLedger(new ShardId(shard), Checkpoint.ShardEnd);
            }
        }

        foreach (var (shard, ended) in without)
        {
            var key = LakeLayout.ShardLedger(new ShardId(shard), Checkpoint.ShardEnd);
            if (ended && await store.GetAsync(key, cancellationToken) is { } stored)
            {
                Add(new ShardId(shard), Checkpoint.ShardEnd, LedgerJson.ReadShard(key, stored.Content.Span));
            }
            else if (checks.HoldFor(shard))
            {
                checks.Fail("lease", shard, "a lease", "none", "The shard has ledgers, but neither a lease nor a ledger of its end. Restore the lease table.");
            }
        }
    }

    private async Task AddRawAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var keys = new List<ObjectKey>();
        await foreach (var info in store.ListAsync(LakeLayout.RawLedgers, cancellationToken))
        {
            keys.Add(info.Key);
            _rawObjects.Add(info.Key.Name[..^".json".Length]);
        }

        // Months of history have thousands of objects, so they are read side by side.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, parallel, async (key, token) =>
        {
            if (await store.GetAsync(key, token) is { } stored)
            {
                var ledger = LedgerJson.ReadRaw(key, stored.Content.Span);
                lock (Raw)
                {
                    Raw.Add(ledger);
                }
            }
        });
    }
}
