using Clickstream.Core.Resilience;

namespace Clickstream.Stream.Alerts;

/// <summary>How alerts leave the worker.</summary>
internal sealed record AlertOptions
{
    /// <summary>Alerts claimed or completed in one call; a claim store on DynamoDB splits it further.</summary>
    public const int MaxClaimsPerCall = 500;

    /// <summary>Alerts given to a channel in one call.</summary>
    public const int MaxAlertsPerPublish = 100;

    /// <summary>Alerts that wait for one channel. Beyond it they become dead letters at once: a slow channel must not hold up the others, nor fill the memory.</summary>
    public const int MaxQueuedPerChannel = 10_000;

    /// <summary>Alerts of one shard that are not settled. Beyond it the shard waits: only a claim store that does not answer can bring it so far.</summary>
    public const int MaxUnsettledPerShard = 2 * MaxQueuedPerChannel;

    /// <summary>How often a batch is tried before it becomes dead letters.</summary>
    public RetrySchedule Channel { get; init; } = new()
    {
        First = TimeSpan.FromMilliseconds(200),
        Longest = TimeSpan.FromSeconds(5),
        GiveUpAfter = TimeSpan.FromSeconds(30),
    };

    /// <summary>After a channel has used up a whole schedule, it is left alone for this time, and its alerts become dead letters.</summary>
    public TimeSpan RestAfterGivingUp { get; init; } = TimeSpan.FromSeconds(30);
}
