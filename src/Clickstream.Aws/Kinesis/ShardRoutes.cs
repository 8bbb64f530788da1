using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>The shards at a time, and which of the open ones takes a record.</summary>
internal sealed class ShardRoutes
{
    private readonly Shard[] _open;

    /// <param name="shards">All shards.</param>
    /// <param name="askedAt">When Kinesis was asked for them, as a timestamp of the clock.</param>
    public ShardRoutes(IReadOnlyList<Shard> shards, long askedAt)
    {
        All = shards;
        AskedAt = askedAt;
        _open = [.. shards.Where(shard => shard.IsOpen).OrderBy(shard => shard.HashKeys.Start)];
    }

    public IReadOnlyList<Shard> All { get; }

    public long AskedAt { get; }

    /// <summary>The shard of a name; null if it is gone.</summary>
    public Shard? Find(ShardId id) => All.FirstOrDefault(shard => shard.Id == id);

    /// <summary>The shards that a closed one was split or merged into.</summary>
    public IReadOnlyList<Shard> ChildrenOf(ShardId id) => [.. All.Where(shard => shard.Parent == id || shard.AdjacentParent == id)];

    /// <summary>The open shard that takes a record.</summary>
    public ShardId ShardOf(in PutEntry entry)
    {
        if (_open.Length <= 1)
        {
            return _open.Length == 0 ? default : _open[0].Id;
        }

        var hash = entry.ExplicitHashKey ?? HashKey.Of(entry.PartitionKey);
        var (low, high) = (0, _open.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _open[middle].HashKeys.Start <= hash ? (middle, high) : (low, middle - 1);
        }

        return _open[low].Id;
    }
}
