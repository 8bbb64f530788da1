using Clickstream.Core.Claims;

namespace Clickstream.Local.Claims;

/// <summary>Settings of the claim store.</summary>
public sealed record SqliteClaimStoreOptions
{
    /// <summary>After this, a claim that was not completed passes to another claimant: 15 minutes.</summary>
    public TimeSpan PendingExpiry { get; init; } = ClaimTimes.Window;

    /// <summary>How long a completed claim is remembered. Default 90 days.</summary>
    public TimeSpan CompletedRetention { get; init; } = ClaimTimes.Retention;
}
