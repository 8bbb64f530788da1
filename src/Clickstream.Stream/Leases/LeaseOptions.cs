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
    /// How often the table is read; null for a third of the failover. The KCL waits two failovers, and its users complain of the lag after a
    /// deploy. Where a listing is cheap, a dead worker should be noticed soon; where each row read is billed, one listing a failover is enough.
    /// </summary>
    public TimeSpan? ListEvery { get; init; }

    /// <summary>A listing is moved by up to this share of its period, so that workers that were started together do not take the same leases.</summary>
    public const double ListingJitter = 0.25;

    /// <summary>
    /// Leases taken after one listing; the next listing follows at once if there are more. The first worker of a deploy must not take a thousand
    /// leases of which the others want most a second later.
    /// </summary>
    public const int MaxTakesPerListing = 64;

    /// <summary>
    /// Calls to the table under way at a time: one after the other, a thousand renewals of 10 ms would take longer than the failover.
    /// The KCL has 20 threads for it.
    /// </summary>
    public const int CallsAtOnce = 16;

    /// <summary>The wait for the next listing, if there is nothing to hurry for.</summary>
    /// <param name="random">A random number, 0 to 1.</param>
    public TimeSpan NextListing(double random) => (ListEvery ?? Failover / 3) * (1 + (ListingJitter * ((2 * random) - 1)));

    /// <summary>The wait for the next listing if the last one was out of date or left something to take. Short, but not the same for all.</summary>
    /// <param name="random">A random number, 0 to 1.</param>
    public TimeSpan NextListingSoon(double random) => Failover / 30 * (1 + random);
}
