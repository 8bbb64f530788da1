using Clickstream.Core.Time;

namespace Clickstream.Producer.Collect.Events;

/// <summary>
/// Corrects event times of a clock that is wrong: what lies between the making of an event and its sending was measured by one clock, so the event
/// happened that long before it was received.
/// </summary>
internal static class SkewRule
{
    /// <summary>
    /// A clock that is off by less is believed (30 s). Nothing that is counted by the minute is worth a correction then, and an event that a client sends
    /// twice keeps its time, which the exact de-duplication needs.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <summary>The longest that an event may have waited to be sent (30 days). A longer wait means that the clock was changed between the two.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The time of an event by our clock.</summary>
    /// <param name="created">By the client's clock.</param>
    /// <param name="sent">By the client's clock; null if it does not say.</param>
    /// <param name="received">By ours.</param>
    public static EventTime Correct(EventTime created, EventTime? sent, EventTime received)
    {
        if (sent is not { } at)
        {
            return created;
        }

        var wait = at.Microseconds - created.Microseconds;
        var skew = received.Microseconds - at.Microseconds;
        return Math.Abs(skew) <= Tolerance.TotalMicroseconds || wait < 0 || wait > LongestWait.TotalMicroseconds
            ? created
            : new EventTime(received.Microseconds - wait);
    }
}
