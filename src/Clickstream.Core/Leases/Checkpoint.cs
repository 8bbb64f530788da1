using Clickstream.Core.Streams;

namespace Clickstream.Core.Leases;

/// <summary>
/// The position of a shard up to which every effect is durable, in the words of the KCL lease table:
/// a sequence number, or TRIM_HORIZON, LATEST, AT_TIMESTAMP, SHARD_END.
/// A worker of ours checkpoints only between records, so the sub-sequence number is that of the record's last user record; a KCL worker may
/// checkpoint in the midst of one.
/// </summary>
/// <param name="Value">The text in the table.</param>
/// <param name="SubSequenceNumber">The user record within an aggregated record; 0 for a plain one.</param>
public readonly record struct Checkpoint(string Value, long SubSequenceNumber = 0)
{
    /// <summary>Nothing read yet; start at the oldest record.</summary>
    public static Checkpoint TrimHorizon { get; } = new("TRIM_HORIZON");

    /// <summary>Nothing read yet; start after the newest record.</summary>
    public static Checkpoint Latest { get; } = new("LATEST");

    /// <summary>The closed shard has been read to its end.</summary>
    public static Checkpoint ShardEnd { get; } = new("SHARD_END");

    /// <summary>A checkpoint behind a record, or behind one of its user records.</summary>
    /// <param name="sequenceNumber">The record.</param>
    /// <param name="subSequenceNumber">Its last user record whose effects are durable; a KCL worker that goes on from here skips those up to it.</param>
    public static Checkpoint After(SequenceNumber sequenceNumber, long subSequenceNumber = 0) => new(sequenceNumber.Value, subSequenceNumber);

    /// <summary>Whether the shard has been read to its end.</summary>
    public bool IsShardEnd => Value == ShardEnd.Value;

    /// <summary>The last record whose effects are durable; null for the sentinels.</summary>
    public SequenceNumber? SequenceNumber => Streams.SequenceNumber.IsValid(Value) ? new SequenceNumber(Value) : null;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
