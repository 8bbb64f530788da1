using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Worker;

/// <summary>What one run of a worker did, from its start to its end; not what was done before or by other workers.</summary>
public sealed record WorkerSummary
{
    /// <summary>Records read from the stream.</summary>
    public required long Records { get; init; }

    /// <summary>Inputs read, by what became of them. What was read but not checkpointed is read again by the next holder and counted there too.</summary>
    public required ShardCounts Inputs { get; init; }

    /// <summary>Alerts sent for the first time.</summary>
    public required long Alerts { get; init; }

    /// <summary>Alerts sent again after a crash, with the same id.</summary>
    public required long RepeatedAlerts { get; init; }

    /// <summary>Flushes whose checkpoint was moved.</summary>
    public required long Flushes { get; init; }

    /// <summary>Shards read to their end.</summary>
    public required int ShardsEnded { get; init; }

    /// <summary>Leases lost to other workers.</summary>
    public required int LeasesLost { get; init; }

    /// <summary>How long it ran.</summary>
    public required TimeSpan Duration { get; init; }
}
