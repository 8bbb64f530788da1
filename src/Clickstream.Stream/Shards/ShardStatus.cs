using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Shards;

/// <summary>One shard of the stream at one instant, for the live page, metrics and the summary.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Activity">What is being done with it.</param>
/// <param name="Checkpoint">How far its effects are durable.</param>
public sealed record ShardStatus(ShardId Shard, ShardActivity Activity, Checkpoint Checkpoint)
{
    /// <summary>The worker that holds the lease; null if it is free.</summary>
    public string? Owner { get; init; }

    /// <summary>The last record read by this worker; null if it has read none.</summary>
    public SequenceNumber? Position { get; init; }

    /// <summary>How far the position is behind the newest record; null if this worker does not read the shard.</summary>
    public TimeSpan? BehindLatest { get; init; }

    /// <summary>The event time up to which the shard is believed complete; null before its first event, and if this worker does not read it.</summary>
    public EventTime? Watermark { get; init; }

    /// <summary>What has been read of the shard; zero if this worker does not read it.</summary>
    public ShardCounts Counts { get; init; }

    /// <summary>What keeps the shard from going on, as one sentence; null while nothing does.</summary>
    public string? Problem { get; init; }
}
