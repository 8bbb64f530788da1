using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>How the producer aggregates, waits and retries.</summary>
public sealed record StreamProducerOptions
{
    /// <summary>
    /// Bytes at which an aggregated record is put (96 KiB): just below four PUT payload units of 25 KB, by which Kinesis bills, and as much as a shard
    /// takes within the linger. Half of it needs twice as many calls, which is 8 % more CPU; what twice as much saves is within the noise.
    /// </summary>
    public int RecordBytes { get; init; } = 96 * 1024;

    /// <summary>The longest that an input waits for company before its record is put.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Bytes of inputs that may wait for the stream (8 MiB); then the caller waits. With their buffers they take three times as much.
    /// </summary>
    public long MaxBytesInFlight { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Records of one shard in one put. PutRecords may store the second and refuse the first, so more than 1 gives up the order of a shard
    /// on
    /// a stream that refuses records one by one; the embedded stream takes all of a shard's records or none.
    /// </summary>
    public int RecordsPerShardAndPut { get; init; } = 1;

    /// <summary>How often the shards are listed anew; a record that lands in an unexpected shard makes it happen at once.</summary>
    public TimeSpan ShardRefresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit of the wait before the first retry.</summary>
    public TimeSpan FirstRetryLimit { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The limit of any wait before a retry.</summary>
    public TimeSpan MaxRetryLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Attempts of one record that the service fails (not: throttles) before the producer gives up with a <see cref="StreamPutException"/>.
    /// </summary>
    public int MaxFailures { get; init; } = 60;

    /// <summary>Seed of the jitter.</summary>
    public int JitterSeed { get; init; } = 1;

    /// <summary>The largest input that fits into a record of the stream with its keys and frame.</summary>
    public static int MaxInputBytes { get; } = StreamLimits.MaxRecordBytes - (4 * StreamLimits.MaxPartitionKeyLength) - 1024;
}

/// <summary>
/// The stream failed on a record again and again, or on a whole put. What was flushed before is durable; the rest is not.
/// </summary>
public sealed class StreamPutException(string message, Exception? innerException = null) : IOException(message, innerException);
