namespace Clickstream.Local.Streams;

/// <summary>Settings of the embedded stream.</summary>
public sealed record SqliteEventStreamOptions
{
    /// <summary>
    /// Whether shards refuse more than 1,000 records or 1 MiB a second, as Kinesis does. Off by default. All processes that write should
    /// agree.
    /// </summary>
    public bool EnforceLimits { get; init; }

    /// <summary>Bytes of data after which a page of a read is full; a page holds at least one record. Default 2 MiB.</summary>
    public int PageBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>How long a read waits for a record before it yields an empty page, the sign of life. Default 1 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits for the first sign of life after a page with records: a reader that has caught up knows it soon. Default 250 ms.</summary>
    public TimeSpan FirstHeartbeat { get; init; } = TimeSpan.FromMilliseconds(250);
}
