using System.Collections.Concurrent;

namespace Clickstream.Local.KinesisApi.Limits;

/// <summary>
/// The limits of reads of a shard, which all its readers share. Source: the quotas page and the API reference of GetRecords and
/// GetShardIterator.
/// </summary>
internal sealed class ReadLimits
{
    /// <summary>GetRecords calls a second.</summary>
    public const int GetRecordsPerSecond = 5;

    /// <summary>GetShardIterator calls a second.</summary>
    public const int IteratorsPerSecond = 5;

    /// <summary>Bytes a second of GetRecords (2 MiB). An answer that is larger is given, and closes the shard until it is made up for.</summary>
    public const int BytesPerSecond = 2 * 1024 * 1024;

    private readonly ConcurrentDictionary<long, ShardReads> _shards = [];

    /// <summary>Takes a GetShardIterator call.</summary>
    /// <returns>False if there were too many.</returns>
    public bool TryIterator(long shard, DateTimeOffset now) => Of(shard).TryIterator(now);

    /// <summary>Takes a GetRecords call.</summary>
    /// <returns>False if there were too many, or if earlier answers were too large.</returns>
    public bool TryGet(long shard, DateTimeOffset now) => Of(shard).TryGet(now);

    /// <summary>Notes the size of an answer.</summary>
    public void Got(long shard, long bytes, DateTimeOffset now) => Of(shard).Got(bytes, now);

    private ShardReads Of(long shard) => _shards.GetOrAdd(shard, _ => new ShardReads());

    private sealed class ShardReads
    {
        private readonly Lock _lock = new();
        private LeakyBucket _iterators = LeakyBucket.Of(IteratorsPerSecond);
        private LeakyBucket _gets = LeakyBucket.Of(GetRecordsPerSecond);
        private LeakyBucket _bytes = LeakyBucket.Of(BytesPerSecond);
        private DateTimeOffset _closedUntil;

        public bool TryIterator(DateTimeOffset now)
        {
            lock (_lock)
            {
                return Take(ref _iterators, now);
            }
        }

        public bool TryGet(DateTimeOffset now)
        {
            lock (_lock)
            {
                _bytes = _bytes.LeakUntil(now);
                return now >= _closedUntil && _bytes.HasRoomFor(0) && Take(ref _gets, now);
            }
        }

        public void Got(long bytes, DateTimeOffset now)
        {
            lock (_lock)
            {
                _bytes = _bytes.LeakUntil(now).Add(bytes);
                if (bytes > BytesPerSecond)
                {
                    _closedUntil = now.AddSeconds((double)bytes / BytesPerSecond); // 5 s after 10 MiB.
                }
            }
        }

        private static bool Take(ref LeakyBucket bucket, DateTimeOffset now)
        {
            bucket = bucket.LeakUntil(now);
            if (!bucket.HasRoomFor(1))
            {
                return false;
            }

            bucket = bucket.Add(1);
            return true;
        }
    }
}
