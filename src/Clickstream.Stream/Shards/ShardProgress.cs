using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Shards;

/// <summary>How far a shard loop has come; replaced after each page.</summary>
internal sealed record ShardProgress
{
    /// <summary>Nothing read yet.</summary>
    public static ShardProgress None { get; } = new();

    /// <summary>Records read by this loop.</summary>
    public long Records { get; init; }

    /// <summary>Flushes whose checkpoint was moved by this loop.</summary>
    public long Flushes { get; init; }

    /// <summary>The last record read.</summary>
    public SequenceNumber? Position { get; init; }

    /// <summary>How far behind the newest record that is.</summary>
    public TimeSpan? BehindLatest { get; init; }

    /// <summary>The event time up to which the shard is believed complete.</summary>
    public EventTime? Watermark { get; init; }

    /// <summary>Counts since the beginning of the shard.</summary>
    public ShardCounts Counts { get; init; }

    /// <summary>Counts when this loop began.</summary>
    public ShardCounts CountsBefore { get; init; }

    /// <summary>Whether the shard was silent for the idle time-out.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Whether there is nothing more to read just now, and everything read is flushed.</summary>
    public bool IsSettled { get; init; }
}
