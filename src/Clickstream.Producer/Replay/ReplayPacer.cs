namespace Clickstream.Producer.Replay;

/// <summary>When an input is due, if event time is to pass faster than the clock by a factor. Pure; the caller waits.</summary>
/// <param name="speed">The factor.</param>
/// <param name="firstTime">Event time at which it began, in microseconds.</param>
internal sealed class ReplayPacer(double speed, long firstTime)
{
    private readonly long _first = firstTime;
    private long _newest = firstTime;

    /// <summary>The time since the beginning at which an input is due. Late inputs are due with the newest one before them.</summary>
    public TimeSpan DueAfter(long microseconds)
    {
        _newest = Math.Max(_newest, microseconds);
        return TimeSpan.FromSeconds((_newest - _first) / 1_000_000d / speed);
    }
}
