using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats;

/// <summary>
/// Corrects the clock of a client by what it says of the moment it sent: what lies between sent and received is its error. That error is taken in whole
/// minutes: then the time that a request was under way changes nothing, and an event that is sent again gets the time that it had, so that both are in one
/// hour, where they are one event. A clock that is off by less than half a minute is believed.
/// </summary>
public static class ClockSkew
{
    private const long Step = EventTime.MicrosecondsPerMinute;

    // A longer wait between the two means that the clock was changed in between, and nothing is known of the time before.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    // A clock in whole seconds may say that something was sent before it happened.
    private static readonly TimeSpan Coarseness = TimeSpan.FromSeconds(1);

    /// <summary>When an event happened, by our clock.</summary>
    /// <param name="created">When it happened, by the device's clock.</param>
    /// <param name="sent">When it was sent, by the same clock; null if it does not say, and then it is believed.</param>
    /// <param name="received">When it was received, by ours.</param>
    public static EventTime Correct(EventTime created, EventTime? sent, EventTime received)
    {
        if (sent is not { } at)
        {
            return created;
        }

        if (at.Microseconds - created.Microseconds > (long)LongestWait.TotalMicroseconds)
        {
            return created;
        }

        // What was sent before it happened was made by two clocks, so nothing is known but when it came.
        return created > at + Coarseness ? received : new EventTime(created.Microseconds + Round(received.Microseconds - at.Microseconds));
    }

    /// <summary>Reads a time of a device, whose clock may stand in any year that has four digits.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out EventTime time) =>
        TimeText.TryRead(text, out time) && time.Microseconds is >= 0 and < 253_402_300_800_000_000;

    /// <summary>Whether a decoder takes the time.</summary>
    internal static bool IsPlausible(EventTime time)
    {
        Span<byte> text = stackalloc byte[TimeFormat.Length];
        return time.Microseconds is >= 0 and < 253_402_300_800_000_000
            && TimeText.TryParse(text[..TimeFormat.Write(time, text)], out _) == RejectionReason.None;
    }

    private static long Round(long microseconds) => (long)Math.Round(microseconds / (decimal)Step, MidpointRounding.AwayFromZero) * Step;
}
