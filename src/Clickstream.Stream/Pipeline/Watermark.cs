using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The event time up to which a shard is believed complete: the greatest event time seen less the allowed lateness. It never goes back.
/// It depends on the events alone: an event too far ahead of its own arrival does not count, however late it is processed.
/// </summary>
internal sealed class Watermark(TimeSpan allowedLateness, TimeSpan maxAheadOfArrival)
{
    private readonly long _maxAhead = maxAheadOfArrival.Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly long _lateness = allowedLateness.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The watermark in microseconds; <see cref="long.MinValue"/> before the first event.</summary>
    public long Microseconds { get; private set; } = long.MinValue;

    /// <summary>The watermark; null before the first event.</summary>
    public EventTime? Value => Microseconds == long.MinValue ? null : new EventTime(Microseconds);

    /// <summary>Takes an event in.</summary>
    public void Observe(EventTime time, EventTime arrival)
    {
        if (time.Microseconds - _lateness > Microseconds && time.Microseconds <= arrival.Microseconds + _maxAhead)
        {
            Microseconds = time.Microseconds - _lateness;
        }
    }

    /// <summary>Goes on from a watermark that was saved, or that the parents have; one that is earlier changes nothing.</summary>
    public void Raise(long microseconds) => Microseconds = Math.Max(Microseconds, microseconds);

    /// <summary>Whether the minute is final.</summary>
    public bool IsPast(Minute minute) => minute.End.Microseconds <= Microseconds;
}
