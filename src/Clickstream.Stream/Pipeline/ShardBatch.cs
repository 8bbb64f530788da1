using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// What passes the pipeline in one step: events in the order of the shard, each with what it was found to be and the watermark as of then.
/// The same object is filled again and again; observers keep nothing of it.
/// </summary>
internal sealed class ShardBatch
{
    private InputMark[] _marks = new InputMark[64];

    /// <summary>The events.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>One mark for each event.</summary>
    public ReadOnlySpan<InputMark> Marks => _marks.AsSpan(0, Events.Count);

    /// <summary>The record that is being read; the events of the records before it are complete.</summary>
    public SequenceNumber Record { get; set; }

    /// <summary>When that record arrived; the events of a batch arrived within moments of each other.</summary>
    public EventTime Arrival { get; set; }

    /// <summary>Marks the event that was added last.</summary>
    public void Mark(InputMark mark)
    {
        if (Events.Count > _marks.Length)
        {
            Array.Resize(ref _marks, _marks.Length * 2);
        }

        _marks[Events.Count - 1] = mark;
    }
}

/// <summary>What an input was found to be.</summary>
/// <param name="Watermark">The watermark after the input, in microseconds; <see cref="long.MinValue"/> before the first event.</param>
/// <param name="Flags">What it is.</param>
internal readonly record struct InputMark(long Watermark, InputFlags Flags);
