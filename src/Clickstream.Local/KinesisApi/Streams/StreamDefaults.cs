namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>Quotas and defaults of streams. Source: the API reference of Kinesis Data Streams and its page on quotas.</summary>
internal static class StreamDefaults
{
    /// <summary>Shards of a new stream in the mode ON_DEMAND.</summary>
    public const int OnDemandShards = 4;

    /// <summary>Shards of one call; above the default quota of an account (500), so that a test may be larger, below what is a mistake.</summary>
    public const int MaxShards = 10_000;

    /// <summary>Consumers of a stream.</summary>
    public const int MaxConsumers = 20;

    /// <summary>The shortest retention period in hours.</summary>
    public const int MinRetentionHours = 24;

    /// <summary>The longest retention period in hours, 365 days.</summary>
    public const int MaxRetentionHours = 8_760;

    /// <summary>Calls of UpdateShardCount in 24 hours.</summary>
    public const int ShardCountUpdatesPerDay = 10;

    /// <summary>Tags of a stream.</summary>
    public const int MaxTags = 50;
}
