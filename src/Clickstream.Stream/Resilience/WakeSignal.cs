namespace Clickstream.Stream.Resilience;

/// <summary>A wait that can be cut short. For one waiter; safe to set from anywhere, and a signal that is set while nobody waits is kept.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the current wait, or the next one at once.</summary>
    public void Set() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Returns when the signal is set or the time is over, and resets the signal.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = Volatile.Read(ref _signal);
        await Task.WhenAny(signal.Task, Task.Delay(longest, time, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        if (signal.Task.IsCompleted)
            Volatile.Write(ref _signal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        cancellationToken.ThrowIfCancellationRequested();
    }
}
