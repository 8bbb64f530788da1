namespace Clickstream.Producer.Collect.Access;

/// <summary>
/// So many events a second, and so many at once after a pause. It remembers one number: when all that was taken will have been earned. A batch that is larger
/// than the burst passes when nothing is owed, and is then owed. Safe for concurrent use.
/// </summary>
/// <param name="eventsPerSecond">The rate.</param>
/// <param name="burst">Events at once.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(double eventsPerSecond, int burst, TimeProvider time)
{
    private readonly double _ticksPerEvent = time.TimestampFrequency / eventsPerSecond;
    private long _earnedAt = long.MinValue;

    /// <summary>Whether it is a limit of this size.</summary>
    public bool IsOf(double rate, int size) => rate.Equals(eventsPerSecond) && size == burst;

    /// <summary>Takes events.</summary>
    /// <returns>Zero if they may pass; else how long to wait before they may.</returns>
    public TimeSpan Take(int events)
    {
        while (true)
        {
            var now = time.GetTimestamp();
            var known = Volatile.Read(ref _earnedAt);
            var earnedAt = Math.Max(known, now);
            var free = burst * _ticksPerEvent;
            var early = earnedAt - now + (Math.Min(events, burst) * _ticksPerEvent) - free;
            if (early > 0)
            {
                return TimeSpan.FromSeconds(early / time.TimestampFrequency);
            }

            if (Interlocked.CompareExchange(ref _earnedAt, earnedAt + (long)(events * _ticksPerEvent), known) == known)
            {
                return TimeSpan.Zero;
            }
        }
    }
}
