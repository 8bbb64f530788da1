namespace Clickstream.Core.Streams;

/// <summary>Where in a shard to start reading; the five iterator types of Kinesis.</summary>
public abstract record StreamPosition
{
    private StreamPosition()
    {
    }

    /// <summary>The oldest record that is still kept (TRIM_HORIZON).</summary>
    public static StreamPosition TrimHorizon { get; } = new TrimHorizonPosition();

    /// <summary>After the newest record (LATEST).</summary>
    public static StreamPosition Latest { get; } = new LatestPosition();

    /// <summary>The oldest record, TRIM_HORIZON.</summary>
    public sealed record TrimHorizonPosition : StreamPosition;

    /// <summary>After the newest record, LATEST.</summary>
    public sealed record LatestPosition : StreamPosition;

    /// <summary>The first record that arrived at or after a time, AT_TIMESTAMP.</summary>
    public sealed record AtTimestamp(DateTimeOffset Time) : StreamPosition;

    /// <summary>The record with this sequence number, AT_SEQUENCE_NUMBER.</summary>
    public sealed record At(SequenceNumber SequenceNumber) : StreamPosition;

    /// <summary>The record after this sequence number, AFTER_SEQUENCE_NUMBER.</summary>
    public sealed record After(SequenceNumber SequenceNumber) : StreamPosition;
}
