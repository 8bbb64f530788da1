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
}
