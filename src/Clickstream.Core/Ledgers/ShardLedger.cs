using Clickstream.Core.Streams;

namespace Clickstream.Core.Ledgers;

/// <summary>
/// Everything that a shard has read up to a checkpoint, counted since its beginning. It is written before the checkpoint moves and named by it,
/// so the ledger that belongs to the lease's checkpoint is exact, whatever was killed when.
/// </summary>
public sealed record ShardLedger
{
    /// <summary>The shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Counts by hour: of event time for valid events, of the source or of arrival for rejected input. Key: <see cref="Time.Hour.Path"/>.</summary>
    public required IReadOnlyDictionary<string, HourCounts> Hours { get; init; }

    /// <summary>Inputs read (redelivered ones not counted) by the producer that their origin names.</summary>
    public required IReadOnlyDictionary<string, long> Producers { get; init; }

    /// <summary>
    /// User records that were passed over because their record did not belong here in all its parts, and that their producer put again into the
    /// shards that they belong to; not part of any other count.
    /// </summary>
    public long Misplaced { get; init; }
}
