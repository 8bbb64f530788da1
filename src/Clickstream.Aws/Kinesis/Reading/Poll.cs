using Clickstream.Aws.Kinesis.Api;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>Where the reading of a shard by polling is.</summary>
internal sealed class Poll(ShardId shard, StreamPosition from, TimeSpan silenceOfEnd, TimeProvider time)
{
    private readonly EndDetection _end = new(silenceOfEnd);
    private readonly bool _wasLatest = from is StreamPosition.LatestPosition;
    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _givenAt;
    private TimeSpan? _lookedAt;

    public ShardId Shard => shard;

    /// <summary>From where a new iterator would begin.</summary>
    public StreamPosition Position { get; private set; } = from;

    /// <summary>From where another read would go on; null while only "latest" is known, which moves.</summary>
    public StreamPosition? Resume => Position is StreamPosition.LatestPosition ? null : Position;

    /// <summary>The iterator; null if one has to be made.</summary>
    public string? Iterator { get; set; }

    /// <summary>Whether the list of shards says that the shard is closed.</summary>
    public bool IsClosed { get; set; }

    public TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>Goes on behind an answer.</summary>
    public void Advance(GetRecordsAnswer answer)
    {
        Iterator = answer.NextIterator;
        if (answer.Records.Count > 0)
        {
            Position = new StreamPosition.After(answer.Records[^1].SequenceNumber);
        }
        else if (_wasLatest && Position is not StreamPosition.After)
        {
            // Nothing has come yet. If the iterator expires, "latest" would by then be too late: go on from the time of this answer.
            Position = answer.Answer?.Date is { } date ? new StreamPosition.AtTimestamp(date) : Position;
        }
    }

    /// <summary>Whether this answer is the last one.</summary>
    public bool IsAtEnd(GetRecordsAnswer answer) => answer.NextIterator is null || _end.Note(IsClosed, answer.Records.Count, answer.Behind, Now);

    /// <summary>Whether no page was given for this long.</summary>
    public bool IsSilentFor(TimeSpan silence) => _givenAt is not { } at || Now - at >= silence;

    public void NoteGiven() => _givenAt = Now;

    /// <summary>Whether it is time to look at the list of shards.</summary>
    public bool ShouldLook(GetRecordsAnswer answer, TimeSpan every)
    {
        if (IsClosed || !EndDetection.ShouldLook(answer.Records.Count, answer.Behind) || (_lookedAt is { } at && Now - at < every))
        {
            return false;
        }

        _lookedAt = Now;
        return true;
    }
}
