namespace Clickstream.Core.Streams;

/// <summary>The name of a shard, as in Kinesis: <c>shardId-000000000003</c>.</summary>
/// <param name="Value">The name.</param>
public readonly record struct ShardId(string Value) : IComparable<ShardId>
{
    /// <summary>Ordinal order of the names, which is the order of creation.</summary>
    public int CompareTo(ShardId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
