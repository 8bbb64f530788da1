namespace Clickstream.Stream.Shards;

/// <summary>How a shard loop ended.</summary>
internal enum ShardOutcome
{
    /// <summary>The shard was read to its end, and all of it is durable.</summary>
    Ended = 0,

    /// <summary>It was stopped; what was read is durable, and the lease was given back.</summary>
    Released,

    /// <summary>Another worker has the lease. What was not durable is read again there.</summary>
    Lost,
}
