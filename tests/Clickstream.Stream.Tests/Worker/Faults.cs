using Clickstream.Core.Alerts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>A delivery that fails while it is told to, as if the disk were full.</summary>
internal sealed class FaultyDelivery(IMicroBatchDelivery inner) : IMicroBatchDelivery
{
    private int _attempts;

    public volatile bool IsBroken;

    public int FailedAttempts => _attempts;

    public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
    {
        if (!IsBroken)
            return inner.DeliverAsync(batches, cancellationToken);

        Interlocked.Increment(ref _attempts);
        throw new IOException("No space left on device.");
    }
}

/// <summary>A delivery that takes as long as it is told to.</summary>
internal sealed class SlowDelivery(IMicroBatchDelivery inner) : IMicroBatchDelivery
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public int Calls => _calls;

    public void Go() => _go.TrySetResult();

    public async Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await _go.Task.WaitAsync(cancellationToken);
        await inner.DeliverAsync(batches, cancellationToken);
    }
}

/// <summary>A lease table that does not answer while it is told to, as to a process that is stopped.</summary>
internal sealed class StoppedLeases(ILeaseStore inner) : ILeaseStore
{
    private volatile TaskCompletionSource? _stopped;

    public void Stop() => _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _stopped?.TrySetResult();

    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => CallAsync(() => inner.ListAsync(cancellationToken));

    public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) => CallAsync(() => inner.GetAsync(shard, cancellationToken));

    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => inner.TryCreateAsync(lease, cancellationToken));

    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => inner.RenewAsync(lease, cancellationToken));

    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) =>
        CallAsync(() => inner.TakeAsync(lease, owner, cancellationToken));

    public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => inner.EvictAsync(lease, cancellationToken));

    public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CheckpointAsync(lease, checkpoint, children, cancellationToken));

    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => inner.DeleteAsync(lease, cancellationToken));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (_stopped is { } stopped)
            await stopped.Task;
        return await call();
    }
}

/// <summary>A channel that never answers until it is told to.</summary>
internal sealed class StuckChannel : IAlertChannel
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _ids = [];

    public string Name => "stuck";

    public IReadOnlyCollection<string> Ids => _ids;

    public void Open() => _open.SetResult();

    public async Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        _ids.UnionWith(alerts.Select(alert => alert.Id));
    }
}
