using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Collects the inputs of an hour from several readers at the same time, counts each position once, and sorts them into buckets.</summary>
/// <param name="hour">The hour.</param>
/// <param name="covered">Records whose inputs the version has.</param>
/// <param name="bits">The hour has two to this power of buckets while it is read.</param>
/// <param name="memory">What the rows may take.</param>
internal sealed class HourInputs(Hour hour, IReadOnlyList<PositionRange> covered, int bits, RowMemory memory) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<(ShardId Shard, EventPosition Position)> _seen = [];
    private readonly Dictionary<string, decimal> _revenue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _erasedRevenue = new(StringComparer.Ordinal);

    /// <summary>Who was erased; nobody by default.</summary>
    public Tombstones Tombstones { get; init; } = Tombstones.None;

    /// <summary>The hour has two to this power of buckets while it is read.</summary>
    public int Bits => bits;

    /// <summary>The new rows.</summary>
    public IReadOnlyList<BucketRows> Buckets { get; } = [.. Enumerable.Range(0, 1 << bits).Select(number => new BucketRows(number, memory))];

    /// <summary>Whether whoever came now with events would wait for others.</summary>
    public bool IsBusy => Buckets.All(bucket => bucket.IsBusy);

    /// <summary>New inputs, each position once.</summary>
    public long Landed { get; private set; }

    /// <summary>Revenue of the purchases among the new inputs, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> Revenue => _revenue;

    /// <summary>Inputs among those that are left out, since they are of somebody who was erased.</summary>
    public long Erased { get; private set; }

    /// <summary>Revenue of the purchases among the inputs that are left out, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> ErasedRevenue => _erasedRevenue;

    /// <summary>Takes events in.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="shards">The shard of each (null if its line had no position), to count each position once; null if all positions are
    /// new.</param>
    /// <param name="route">The scratch of the caller.</param>
    /// <exception cref="InvalidDataException">An event is of another hour.</exception>
    public void Add(EventBatch batch, IReadOnlyList<ShardId?>? shards, BucketRoute route)
    {
        route.Begin(bits);
        lock (_lock)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (shards?[i] is not { } shard || IsNew(shard, batch.Rows[i].Position))
                {
                    Count(batch, batch.Rows[i]);
                    if (Tombstones.Apply(batch, ref batch.RowAt(i)))
                    {
                        Erased++;
                        _erasedRevenue.AddPurchase(batch, in batch.Rows[i]);
                    }
                    else
                    {
                        route.Add(batch, i, bits);
                    }
                }
            }
        }

        AddRows(batch, route);
    }

    /// <summary>Takes rows in that are counted elsewhere: those of the previous version, and those of raw objects.</summary>
    /// <param name="batch">Holds them.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="route">The scratch of the caller.</param>
    public void AddCounted(EventBatch batch, ReadOnlySpan<int> chosen, BucketRoute route)
    {
        route.Begin(bits);
        foreach (var index in chosen)
        {
            route.Add(batch, index, bits);
        }

        AddRows(batch, route);
    }

    /// <summary>Drops the rows, on disk too.</summary>
    public void Dispose()
    {
        foreach (var bucket in Buckets)
        {
            bucket.Dispose();
        }
    }

    private void AddRows(EventBatch batch, BucketRoute route)
    {
        foreach (var bucket in Buckets)
        {
            bucket.Add(batch, route[bucket.Number]);
        }
    }

    private void Count(EventBatch batch, in EventRow row)
    {
        // The worker files by event time. An event of another hour would never be found by a query that names its hour,
        // so the micro-batch is refused rather than filed where it lies.
        if (row.Time < hour.Start || row.Time >= hour.End)
        {
            throw new InvalidDataException(
                $"it holds an event of {row.Time} in the folder of {hour.Path}; micro-batches are filed by the hour of the event.");
        }

        Landed++;
        _revenue.AddPurchase(batch, in row);
    }

    private bool IsNew(ShardId shard, EventPosition position)
    {
        foreach (var range in covered)
        {
            if (range.Shard == shard && range.Contains(position.SequenceNumber))
            {
                return false;
            }
        }

        return _seen.Add((shard, position));
    }
}
