namespace Clickstream.Campaign.Tests.Faults;

/// <summary>How often what goes wrong, each as a share of all requests.</summary>
internal sealed record FaultPlan
{
    /// <summary>The service says that it is asked too often.</summary>
    public double Throttled { get; init; }

    /// <summary>The service answers 500 or 503.</summary>
    public double Failed { get; init; }

    /// <summary>The connection ends before the service sees the request.</summary>
    public double DroppedBefore { get; init; }

    /// <summary>The connection ends after the service did what was asked, so nobody knows that it did.</summary>
    public double DroppedAfter { get; init; }

    /// <summary>The answer takes up to <see cref="Slowness"/>.</summary>
    public double Slow { get; init; }

    /// <summary>The longest delay of a slow answer.</summary>
    public TimeSpan Slowness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far the clock of the service is ahead of ours; a signature that is 5 minutes off is refused, as AWS does.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>How long a session token is good for, from the moment that it was first seen; null for ever.</summary>
    public TimeSpan? TokenLife { get; init; }
}
