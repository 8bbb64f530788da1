namespace Clickstream.Stream.Shards;

/// <summary>What is being done with a shard, as this worker sees it.</summary>
public enum ShardActivity
{
    /// <summary>Nobody holds its lease yet.</summary>
    Free = 0,

    /// <summary>Another worker reads it.</summary>
    Elsewhere,

    /// <summary>A child whose parents have not been read to their end; nobody may read it yet.</summary>
    WaitingForParents,

    /// <summary>This worker reads it, and there is more to read.</summary>
    Reading,

    /// <summary>This worker reads it, and it has been silent for the idle time-out; it does not hold minutes back.</summary>
    Idle,

    /// <summary>It is closed and has been read to its end.</summary>
    Ended,
}
