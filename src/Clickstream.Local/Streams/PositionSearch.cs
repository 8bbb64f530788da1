using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>
/// Finds records of a shard. Ids are without gaps and arrivals never go back, so a time is found by halving, without an index.
/// </summary>
internal sealed class PositionSearch(Database database, ShardRow shard)
{
    /// <summary>The id at which a read from a position begins.</summary>
    public long FirstOf(StreamPosition position) => position switch
    {
        StreamPosition.TrimHorizonPosition => StreamSchema.First(shard.Number),
        StreamPosition.LatestPosition => shard.Last + 1,
        StreamPosition.At at => IdOf(at.SequenceNumber, StreamSchema.First(shard.Number)),

        // The number in front of the first one is where a reader that has seen nothing yet goes on.
        StreamPosition.After after => IdOf(after.SequenceNumber, StreamSchema.Before(shard.Number)) + 1,
        StreamPosition.AtTimestamp at => FirstSince(Clock.ToMicroseconds(at.Time)),
        _ => throw new ArgumentException($"{position} is not a position of a stream.", nameof(position)),
    };

    /// <summary>The id of the first record that arrived at or after a time; the one behind the last if there is none.</summary>
    public long FirstSince(long arrival)
    {
        var low = Oldest() ?? shard.Last + 1;
        using var arrivals = database.PrepareOnce("SELECT arrival FROM records WHERE id = ?");
        var high = shard.Last + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            arrivals.Bind(1, middle).Step();
            if (arrivals.Int64(0) < arrival)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }

            arrivals.Reset();
        }

        return low;
    }

    /// <summary>The id of the oldest record that is still kept; null if there is none.</summary>
    public long? Oldest()
    {
        using var oldest = database.PrepareOnce("SELECT min(id) FROM records WHERE id BETWEEN ? AND ?");
        oldest.Bind(1, StreamSchema.First(shard.Number)).Bind(2, shard.Last).Step();
        return oldest.IsNull(0) ? null : oldest.Int64(0);
    }

    private long IdOf(SequenceNumber sequenceNumber, long least) =>
        long.TryParse(sequenceNumber.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id >= least && id <= StreamSchema.Limit(shard.Number)
            ? id
            : throw new ArgumentException($"{sequenceNumber} is not a sequence number of shard {shard.Id}.", nameof(sequenceNumber));
}
