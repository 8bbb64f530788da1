namespace Clickstream.Core.Streams;

/// <summary>Changes the shards of a stream.</summary>
public interface IStreamAdministration
{
    /// <summary>Creates the stream with this many open shards of equal size if it does not exist.</summary>
    Task CreateIfAbsentAsync(int shards, CancellationToken cancellationToken);

    /// <summary>Closes a shard and opens two in its place; the second begins at <paramref name="newStartingHashKey"/>.</summary>
    /// <exception cref="InvalidOperationException">The shard is closed, or the hash key is not inside it.</exception>
    Task SplitAsync(ShardId shard, UInt128 newStartingHashKey, CancellationToken cancellationToken);

    /// <summary>Closes two neighbouring shards and opens one in their place.</summary>
    /// <exception cref="InvalidOperationException">One is closed, or they are not neighbours.</exception>
    Task MergeAsync(ShardId shard, ShardId adjacent, CancellationToken cancellationToken);

    /// <summary>Removes records that arrived before the retention period, and closed shards that hold none any more.</summary>
    /// <returns>The number of records removed.</returns>
    Task<long> TrimAsync(TimeSpan retention, CancellationToken cancellationToken);
}
