using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Worker;

/// <summary>Where an application begins in shards that it finds when it has no lease at all. Later shards are always read from their beginning.</summary>
public abstract record WorkerStart
{
    private WorkerStart()
    {
    }

    /// <summary>With the oldest record that is kept.</summary>
    public static WorkerStart Oldest { get; } = new OldestRecord();

    /// <summary>With what arrives from now on.</summary>
    public static WorkerStart Latest { get; } = new LatestRecord();

    /// <summary>With what arrived at a time or later.</summary>
    public static WorkerStart At(DateTimeOffset time) => new AtTime(time);

    internal abstract Checkpoint Checkpoint { get; }

    internal abstract StreamPosition Position { get; }

    private sealed record OldestRecord : WorkerStart
    {
        internal override Checkpoint Checkpoint => Checkpoint.TrimHorizon;

        internal override StreamPosition Position => StreamPosition.TrimHorizon;
    }

    private sealed record LatestRecord : WorkerStart
    {
        internal override Checkpoint Checkpoint => Checkpoint.Latest;

        internal override StreamPosition Position => StreamPosition.Latest;
    }

    private sealed record AtTime(DateTimeOffset Time) : WorkerStart
    {
        internal override Checkpoint Checkpoint => new("AT_TIMESTAMP");

        internal override StreamPosition Position => new StreamPosition.AtTimestamp(Time);
    }
}
