namespace Clickstream.Local.Streams;

/// <summary>Settings of the embedded stream.</summary>
public sealed record SqliteEventStreamOptions
{
    /// <summary>
    /// Whether shards refuse more than 1,000 records or 1 MiB a second, as Kinesis does. Off by default. All processes that write should
    /// agree.
    /// </summary>
    public bool EnforceLimits { get; init; }

    /// <summary>Bytes of data after which a page of a read is full; a page holds at least one record. Default 4 MiB.</summary>
    public int PageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a read waits for a record before it yields an empty page, the sign of life. Default 1 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);
}
