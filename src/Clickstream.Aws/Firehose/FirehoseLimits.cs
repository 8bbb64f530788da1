namespace Clickstream.Aws.Firehose;

/// <summary>The limits of Firehose. Source: Data Firehose developer guide, "Quota" and "Apply dynamic partitioning to aggregated data".</summary>
internal static class FirehoseLimits
{
    /// <summary>Records of a PutRecordBatch.</summary>
    public const int MaxRecords = 500;

    /// <summary>Bytes of a PutRecordBatch. Counted here in base64, as they travel: whether the service counts before or after is not documented.</summary>
    public const int MaxCallBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of a record before base64.</summary>
    public const int MaxRecordBytes = 1_000 * 1024;

    /// <summary>Lines of a record: the de-aggregation that dynamic partitioning needs takes a record apart into at most 500.</summary>
    public const int MaxLines = 500;
}
