using Clickstream.Core.Alerts;
using Clickstream.Core.Delivery;

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
