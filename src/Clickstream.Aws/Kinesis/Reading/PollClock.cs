namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>
/// When to poll a shard again: not before the calls and the bytes of the last answers are paid for by its limits (after 10 MiB Kinesis refuses
/// everything for 5 s), soon while there is more, and after the idle wait otherwise. Pure.
/// </summary>
internal sealed class PollClock(ShardPace pace)
{
    private TimeSpan _next;

    /// <summary>Takes note of an answer.</summary>
    /// <param name="polledAt">When the call was made.</param>
    /// <param name="bytes">The size of the answer.</param>
    /// <param name="isBehind">Whether there is more to read.</param>
    public void Note(TimeSpan polledAt, int bytes, bool isBehind)
    {
        var wait = Math.Max(1 / pace.GetCallsPerSecond, bytes / pace.GetBytesPerSecond);
        wait = isBehind ? wait : Math.Max(wait, pace.IdleWait.TotalSeconds);
        _next = polledAt + TimeSpan.FromSeconds(wait);
    }

    /// <summary>How long to wait before the next call.</summary>
    public TimeSpan WaitAt(TimeSpan now) => _next > now ? _next - now : TimeSpan.Zero;
}
