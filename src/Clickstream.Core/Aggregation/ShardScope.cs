using Clickstream.Core.Streams;

namespace Clickstream.Core.Aggregation;

/// <summary>
/// Whether an aggregated record belongs to the shard it is in. A producer of ours makes a record for one shard and names that shard in the
/// record's partition key (the explicit hash key routes it). If the shard was split while the record was under way, the record lands whole in one
/// child, and may hold user records of other children: then it is a <em>stray</em>. Worker and producer judge by this same rule, which is the KCL's,
/// too: what the worker passes over, whole, is exactly what the producer puts again, whole. Records of other producers are never strays.
/// </summary>
public sealed class ShardScope
{
    /// <summary>The promise of the producer that it puts a stray again. Records without it are taken whole.</summary>
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

    /// <summary>
    /// Whether a record that is in the shard is a stray: it was made for an ancestor, and one of its user records at least belongs elsewhere, by its
    /// explicit hash key, else by its partition key. The user records are looked at only where the partition key names an ancestor, which is rare.
    /// </summary>
    /// <param name="partitionKey">The partition key of the record.</param>
    /// <param name="data">The record. One that is not aggregated is no stray.</param>
    public bool IsStray(string partitionKey, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        if (_ancestors.Count == 0 || !_ancestors.Contains(partitionKey) || !AggregatedRecordReader.TryOpen(data, out var users))
            return false;

        try
        {
            while (users.TryRead(out var user))
            {
                if (!_range.Contains(user.ExplicitHashKey ?? HashKey.Of(user.PartitionKey)))
                    return true;
            }
        }
        finally
        {
            users.Close();
        }

        return false;
    }
}
