namespace Clickstream.Compactor.Execution;

/// <summary>Lets work begin while its estimated memory fits; work that never fits goes alone. First come, first served.</summary>
internal sealed class MemoryBudget(long limit)
{
    private readonly Queue<(long Bytes, TaskCompletionSource Turn)> _waiting = new();
    private readonly Lock _lock = new();
    private long _used;

    /// <summary>Waits for its turn; <see cref="Release"/> follows.</summary>
    public Task AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _used += bytes;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, turn));
            return turn.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives memory back.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            while (_waiting.TryPeek(out var next) && Fits(next.Bytes))
            {
                _waiting.Dequeue();
                _used += next.Bytes;
                next.Turn.SetResult();
            }
        }
    }

    private bool Fits(long bytes) => _used == 0 || _used + bytes <= limit;
}
