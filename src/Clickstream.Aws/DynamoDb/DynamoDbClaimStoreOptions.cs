using Clickstream.Core.Claims;

namespace Clickstream.Aws.DynamoDb;

/// <summary>Settings of the claims.</summary>
public sealed record DynamoDbClaimStoreOptions
{
    /// <summary>The name of the table.</summary>
    public required string Table { get; init; }

    /// <summary>After this, a claim that was not completed passes to another claimant: 15 minutes.</summary>
    public TimeSpan PendingExpiry { get; init; } = ClaimTimes.Window;

    /// <summary>
    /// How long a claim is remembered, completed or not; then DynamoDB removes it by itself. Default 90 days, longer than any replay of a stream.
    /// </summary>
    public TimeSpan Retention { get; init; } = ClaimTimes.Retention;
}
