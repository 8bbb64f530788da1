namespace Clickstream.Local.Claims;

/// <summary>Settings of the claim store.</summary>
public sealed record SqliteClaimStoreOptions
{
    /// <summary>After this, a claim that was not completed passes to another claimant. Default 24 hours.</summary>
    public TimeSpan PendingExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a completed claim is remembered. Default 90 days.</summary>
    public TimeSpan CompletedRetention { get; init; } = TimeSpan.FromDays(90);
}
