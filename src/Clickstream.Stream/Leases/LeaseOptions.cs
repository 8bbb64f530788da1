using Clickstream.Core.Leases;

namespace Clickstream.Stream.Leases;

/// <summary>How one worker takes part in sharing the shards of a stream.</summary>
internal sealed record LeaseOptions
{
    /// <summary>A lease that is to be handed over is taken without the old holder after this time. Source: KCL 3, graceful handoff time-out.</summary>
    public static readonly TimeSpan HandoverTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Leases that stood still for this many failovers are taken whatever the target says. Source: KCL, "very old leases".</summary>
    public const int LongExpiredFailovers = 3;

    /// <summary>The worker's own name in the table; never used by two processes.</summary>
    public required string Owner { get; init; }

    /// <summary>A lease whose counter stood still for this long is expired.</summary>
    public required TimeSpan Failover { get; init; }

    /// <summary>How many leases the worker holds at most.</summary>
    public int MaxLeases { get; init; } = int.MaxValue;

    /// <summary>Where the shards begin that are in the stream before the application has any lease.</summary>
    public Checkpoint Start { get; init; } = Checkpoint.TrimHorizon;

    /// <summary>Three renewals fit into a failover, so that one that fails does not lose the lease. Source: KCL, failover / 3.</summary>
    public TimeSpan RenewEvery => Failover / 3;

    /// <summary>
    /// How often the table is read and free leases are taken. The KCL waits two failovers, and its users complain of the lag after a deploy;
    /// a listing is cheap, so a dead worker is noticed within a third of a failover.
    /// </summary>
    public TimeSpan TakeEvery => Failover / 3;
}
