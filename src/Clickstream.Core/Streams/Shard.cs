namespace Clickstream.Core.Streams;

/// <summary>A shard of a stream, open or closed.</summary>
/// <param name="Id">Its name.</param>
/// <param name="HashKeys">The hash keys it takes, or took.</param>
/// <param name="Parent">The shard it was split or merged from; null for a shard that was made with the stream.</param>
/// <param name="AdjacentParent">The second shard of a merge; null otherwise.</param>
/// <param name="Start">The first sequence number it can hold.</param>
/// <param name="End">The last sequence number it can hold; null while it is open.</param>
public sealed record Shard(ShardId Id, HashKeyRange HashKeys, ShardId? Parent, ShardId? AdjacentParent, SequenceNumber Start, SequenceNumber? End)
{
    /// <summary>Whether records can be put into it.</summary>
    public bool IsOpen => End is null;

    /// <summary>Its parents, none to two.</summary>
    public IEnumerable<ShardId> Parents => new[] { Parent, AdjacentParent }.OfType<ShardId>();
}
