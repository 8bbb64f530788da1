namespace Clickstream.Producer.Tests;

/// <summary>A clock that stands still while work is done, and jumps to the end of a wait as soon as somebody waits. So a test of a pace takes no time.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _ticks;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new JumpingTimer(this, () => callback(state), dueTime);

    private sealed class JumpingTimer : ITimer
    {
        private readonly JumpingClock _clock;
        private readonly Action _fire;

        public JumpingTimer(JumpingClock clock, Action fire, TimeSpan dueTime)
        {
            _clock = clock;
            _fire = fire;
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero)
            {
                Interlocked.Add(ref _clock._ticks, dueTime.Ticks);
                ThreadPool.QueueUserWorkItem(static fire => fire(), _fire, preferLocal: false);
            }

            return true;
        }

        public void Dispose()
        {
            // A fired callback of a timer that nobody waits for any more does no harm to those who made it.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
