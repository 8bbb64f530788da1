using Clickstream.Core.Streams;

namespace Clickstream.Core.Aggregation;

/// <summary>
/// Which user records of an aggregated record belong to the shard it is in. A producer of ours makes a record for one shard and names that shard in the
/// record's partition key (the explicit hash key routes it). If the shard was split while the record was under way, the record lands whole in one
/// child, as a <em>stray</em>: its user records of other children do not belong there. Producer and worker judge by this same rule, so what the worker
/// passes over is exactly what the producer puts again. Records of other producers are never strays.
/// </summary>
public sealed class ShardScope
{
    /// <summary>The promise of the producer that it puts again what does not belong. Records without it are taken whole.</summary>
    private const string Promise = "made for ";

    private readonly HashKeyRange _range;
    private readonly HashSet<string> _ancestors = new(StringComparer.Ordinal);

    private ShardScope(HashKeyRange range) => _range = range;

    /// <summary>The scope of a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="shards">All shards of the stream that are still listed; ancestors that are not do not matter, their records are gone, too.</param>
    public static ShardScope Of(Shard shard, IReadOnlyList<Shard> shards)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(shards);
        var scope = new ShardScope(shard.HashKeys);
        var parents = shards.ToDictionary(other => other.Id, other => other.Parents.ToArray());
        var open = new Stack<ShardId>(shard.Parents);
        while (open.TryPop(out var ancestor))
        {
            if (scope._ancestors.Add(PartitionKeyFor(ancestor)) && parents.TryGetValue(ancestor, out var further))
                Array.ForEach(further, open.Push);
        }

        return scope;
    }

    /// <summary>The partition key of a record that is made for a shard, by a producer that puts again what lands elsewhere.</summary>
    public static string PartitionKeyFor(ShardId shard) => Promise + shard.Value;

    /// <summary>Whether a record with this partition key was made for an ancestor of the shard, so that parts of it may not belong here.</summary>
    public bool IsStray(string partitionKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        return _ancestors.Count > 0 && _ancestors.Contains(partitionKey);
    }

    /// <summary>Whether a user record of a stray belongs to the shard: by its explicit hash key, else by its partition key.</summary>
    public bool Holds(in UserRecord user) => _range.Contains(user.ExplicitHashKey ?? HashKey.Of(user.PartitionKey));
}
