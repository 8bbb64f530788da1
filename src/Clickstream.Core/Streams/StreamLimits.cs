namespace Clickstream.Core.Streams;

/// <summary>Limits of the Kinesis Data Streams API. Source: the service quotas page and the API reference of PutRecords and GetRecords.</summary>
public static class StreamLimits
{
    /// <summary>Records in one PutRecords call.</summary>
    public const int MaxRecordsPerPut = 500;

    /// <summary>Bytes of data and partition keys in one PutRecords call (10 MiB).</summary>
    public const int MaxBytesPerPut = 10 * 1024 * 1024;

    /// <summary>Bytes of data and partition key of one record by default (1 MiB).</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    /// <summary>Characters of a partition key.</summary>
    public const int MaxPartitionKeyLength = 256;

    /// <summary>Records in one GetRecords answer.</summary>
    public const int MaxRecordsPerGet = 10_000;

    /// <summary>Bytes in one GetRecords answer (10 MiB).</summary>
    public const int MaxBytesPerGet = 10 * 1024 * 1024;

    /// <summary>Records that a shard takes in a second.</summary>
    public const int RecordsPerSecondPerShard = 1_000;

    /// <summary>Bytes that a shard takes in a second (1 MiB).</summary>
    public const int BytesPerSecondPerShard = 1024 * 1024;

    /// <summary>Bytes of one PUT payload unit, by which a stream of provisioned shards bills what is put (25 KB).</summary>
    public const int PutPayloadUnitBytes = 25 * 1024;

    /// <summary>GetRecords calls on a shard in a second, all consumers together; GetShardIterator has the same limit of its own.</summary>
    public const int GetCallsPerSecondPerShard = 5;

    /// <summary>Bytes that a shard gives in a second (2 MiB): to all polling consumers together, and to each one with enhanced fan-out.</summary>
    public const int ReadBytesPerSecondPerShard = 2 * 1024 * 1024;

    /// <summary>How long a subscription of enhanced fan-out lasts.</summary>
    public static readonly TimeSpan SubscriptionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A second subscription of a consumer to a shard within this time is refused with ResourceInUseException.</summary>
    public static readonly TimeSpan ResubscribeAfter = TimeSpan.FromSeconds(5);

    /// <summary>Consumers with enhanced fan-out that a stream can have.</summary>
    public const int MaxConsumers = 20;
}
