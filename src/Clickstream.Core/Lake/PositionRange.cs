using Clickstream.Core.Streams;

namespace Clickstream.Core.Lake;

/// <summary>The records of a shard that a micro-batch covers: every input of its hour in these records is in the micro-batch.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="First">The first record.</param>
/// <param name="Last">The last record, included.</param>
public readonly record struct PositionRange(ShardId Shard, SequenceNumber First, SequenceNumber Last)
{
    /// <summary>Whether a record of the shard is in the range.</summary>
    public bool Contains(SequenceNumber sequenceNumber) => First <= sequenceNumber && sequenceNumber <= Last;

    /// <summary>Whether both ranges are of one shard and share a record.</summary>
    public bool Overlaps(PositionRange other) => Shard == other.Shard && First <= other.Last && other.First <= Last;

    /// <summary>Whether the other range lies within this one.</summary>
    public bool Covers(PositionRange other) => Shard == other.Shard && First <= other.First && other.Last <= Last;

    /// <summary>Joins ranges that share a record; the result is in order of shard and first record.</summary>
    public static IReadOnlyList<PositionRange> Merge(IEnumerable<PositionRange> ranges)
    {
        var merged = new List<PositionRange>();
        foreach (var range in ranges.OrderBy(range => range.Shard).ThenBy(range => range.First))
        {
            if (merged.Count > 0 && merged[^1].Overlaps(range))
            {
                merged[^1] = merged[^1] with { Last = range.Last > merged[^1].Last ? range.Last : merged[^1].Last };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}
