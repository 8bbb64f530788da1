using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Writing;

/// <summary>Holds puts back to what their shards take. Safe for concurrent use.</summary>
internal sealed class PutPacer(ShardPace pace, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ShardId, (TokenBucket Records, TokenBucket Bytes)> _shards = [];
    private readonly long _began = time.GetTimestamp();

    private bool IsUnlimited => double.IsInfinity(pace.PutRecordsPerSecond) && double.IsInfinity(pace.PutBytesPerSecond);

    /// <summary>Takes what a put needs of each shard.</summary>
    /// <returns>How long to wait before putting.</returns>
    public TimeSpan Take(IReadOnlyList<PutEntry> entries, Func<int, ShardId> shardOf)
    {
        if (IsUnlimited)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var now = time.GetElapsedTime(_began);
            var wait = TimeSpan.Zero;
            for (var i = 0; i < entries.Count; i++)
            {
                var (records, bytes) = BucketsOf(shardOf(i));
                wait = Max(wait, Max(records.Take(1, now), bytes.Take(PutLimits.SizeOf(entries[i]), now)));
            }

            return wait;
        }
    }

    private (TokenBucket Records, TokenBucket Bytes) BucketsOf(ShardId shard)
    {
        if (!_shards.TryGetValue(shard, out var buckets))
        {
            buckets = (new TokenBucket(pace.PutRecordsPerSecond), new TokenBucket(pace.PutBytesPerSecond));
            _shards.Add(shard, buckets);
        }

        return buckets;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
