using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>
/// A clock and a queue of what is to happen, in order of time. Everything runs on the thread that calls <see cref="RunUntil"/>, so a seed gives the
/// same run each time.
/// </summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Number)> _events = new();
    private long _number;
    private ExceptionDispatchInfo? _failure;

    public FakeTimeProvider Clock { get; } = new();

    public TimeSpan Now { get; private set; }

    /// <summary>A task that completes after a time, with its continuation on the thread of the run.</summary>
    public Task Delay(TimeSpan time)
    {
        var done = new TaskCompletionSource();
        At(Now + time, done.SetResult);
        return done.Task;
    }

    public void At(TimeSpan due, Action action) => _events.Enqueue(action, (due, ++_number));

    /// <summary>Starts an activity; if it fails, the run fails.</summary>
    public async void Start(Func<Task> activity)
    {
        try
        {
            await activity();
        }
#pragma warning disable CA1031 // Whatever it is, the run throws it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure ??= ExceptionDispatchInfo.Capture(failure);
        }
    }

    public void RunUntil(TimeSpan end)
    {
        // The test framework's context would take the continuations to other threads.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (_events.TryPeek(out _, out var next) && next.Due <= end)
            {
                Clock.Advance(next.Due - Now);
                Now = next.Due;
                _events.Dequeue()();
                _failure?.Throw();
            }

            Clock.Advance(end - Now);
            Now = end;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
