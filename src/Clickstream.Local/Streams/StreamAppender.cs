using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>
/// Appends records, inside a write transaction: reads the open shards anew, because another process may have split one, and moves their
/// ends.
/// </summary>
internal sealed class StreamAppender(Database database)
{
    private readonly Statement _openShards = database.Prepare(
        $"SELECT {ShardRow.Columns} FROM shards WHERE closed_at IS NULL ORDER BY range_start");

    private readonly Statement _insert = database.Prepare("INSERT INTO records (id, arrival, partition_key, data) VALUES (?, ?, ?, ?)");

    private readonly Statement _advance = database.Prepare(
        "UPDATE shards SET last = ?, last_arrival = ?, spent_records = ?, spent_bytes = ?, spent_at = ? WHERE id = ?");

    /// <summary>Stores the records at a time.</summary>
    /// <param name="entries">The records.</param>
    /// <param name="now">Microseconds since 1970.</param>
    /// <param name="limited">Whether the limits of a shard hold.</param>
    /// <returns>One outcome for each.</returns>
    public PutOutcome[] Append(IReadOnlyList<PutEntry> entries, long now, bool limited)
    {
        var shards = ShardRow.ReadAll(_openShards);
        if (shards.Count == 0)
        {
            throw new InvalidOperationException("The stream does not exist. Create it first.");
        }

        var ends = new ShardEnd[shards.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = new ShardEnd(shards[i], now);
        }

        var outcomes = new PutOutcome[entries.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var entry = entries[i];
            var end = ends[Route(shards, entry.ExplicitHashKey ?? HashKey.Of(entry.PartitionKey))];
            outcomes[i] = end.TryTake(PutLimits.SizeOf(entry), limited) ? Insert(entry, end) : new PutOutcome.Throttled(end.Id);
        }

        foreach (var end in ends)
        {
            Advance(end);
        }

        return outcomes;
    }

    /// <summary>The index of the shard that takes a hash key; the shards are in order of range and cover every hash key.</summary>
    private static int Route(List<ShardRow> shards, UInt128 hashKey)
    {
        var low = 0;
        var high = shards.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (shards[middle].HashKeys.Start <= hashKey)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private PutOutcome.Accepted Insert(in PutEntry entry, ShardEnd end)
    {
        _insert.Bind(1, end.Last).Bind(2, end.Arrival).Bind(3, entry.PartitionKey).Bind(4, entry.Data.Span).Run();
        return new PutOutcome.Accepted(end.Id, ShardRow.SequenceOf(end.Last));
    }

    private void Advance(ShardEnd end)
    {
        if (end.HasNew)
        {
            _advance.Bind(1, end.Last).Bind(2, end.Arrival)
                .Bind(3, end.Spent.Records).Bind(4, end.Spent.Bytes).Bind(5, end.Spent.At)
                .Bind(6, end.Number).Run();
        }
    }

    /// <summary>The growing end of a shard during one put.</summary>
    private sealed class ShardEnd(ShardRow row, long now)
    {
        public ShardId Id { get; } = row.Id;

        public long Number => row.Number;

        public long Last { get; private set; } = row.Last;

        /// <summary>Never before the record in front, even when the clock was set back, so that a search by time finds its place.</summary>
        public long Arrival { get; } = Math.Max(now, row.LastArrival);

        public Throughput Spent { get; private set; } = row.Spent.LeakUntil(now);

        public bool HasNew => Last > row.Last;

        public bool TryTake(int bytes, bool limited)
        {
            if (limited)
            {
                if (!Spent.TrySpend(bytes, out var after))
                {
                    return false;
                }

                Spent = after;
            }

            if (Last >= StreamSchema.Limit(row.Number))
            {
                throw new InvalidOperationException($"Shard {Id} has used all of its sequence numbers. Split it.");
            }

            Last++;
            return true;
        }
    }
}
