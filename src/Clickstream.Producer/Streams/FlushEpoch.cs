namespace Clickstream.Producer.Streams;

/// <summary>The records between two flushes. A flush is done when its epoch and all before it have no record left.</summary>
internal sealed class FlushEpoch
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Records that are not durable yet.</summary>
    public int Outstanding { get; set; }

    public bool IsClosed { get; set; }

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception fault)
    {
        _done.TrySetException(fault);
        _ = _done.Task.Exception; // Observed: nobody may be waiting for this epoch, and the fault is told to every caller anyway.
    }
}
