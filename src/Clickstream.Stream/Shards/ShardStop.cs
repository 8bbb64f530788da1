namespace Clickstream.Stream.Shards;

/// <summary>Why a shard loop is to end.</summary>
internal enum ShardStop
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>The worker stops: flush, checkpoint, give the lease back.</summary>
    Drain,

    /// <summary>Everything is read: also close the minutes, and wait for the alerts.</summary>
    Settle,
}
