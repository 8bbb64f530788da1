namespace Clickstream.Core.Claims;

/// <summary>How long claims last; the same on every path that shares a claim store.</summary>
public static class ClaimTimes
{
    /// <summary>
    /// After this, a claim that was not completed passes to another claimant: 15 minutes, the longest that a Lambda function may run, and far longer than a
    /// worker that lives needs from a claim to its completion. If it is too short, an alert may be sent twice, with the same id; if it is too long,
    /// the alert of a claimant that is gone for good waits so long.
    /// </summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a completed claim is remembered: 90 days, longer than any replay of a stream.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(90);
}
