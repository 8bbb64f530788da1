using System.Runtime.CompilerServices;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>
/// Kills a worker, as far as the outside can tell, before or after one of its calls: that call and every later one fails, and the worker is aborted.
/// </summary>
internal sealed class Crash(Func<string, bool> isHere) : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _gate = new();

    /// <summary>A crash at the n-th step of any kind.</summary>
    public static Crash AtStep(int step)
    {
        var steps = 0;
        return new Crash(_ => ++steps == step);
    }

    /// <summary>To be given to the worker.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Where it happened; null if it did not.</summary>
    public string? Where { get; private set; }

    public WorkerPorts Wrap(WorkerPorts ports) => new(
        new Events(ports.Events, this),
        new LeaseStore(ports.Leases, this),
        new ObjectStore(ports.Objects, this),
        new Delivery(ports.Delivery, this),
        new ClaimStore(ports.Claims, this),
        [.. ports.Channels.Select(channel => new AlertChannel(channel, this))])
    {
        Purchases = ports.Purchases is null ? null : new PurchaseMemory(ports.Purchases, this),
    };

    /// <summary>Runs a worker until it crashes or is done.</summary>
    public async Task RunAsync(WorkerRig rig, WorkerPorts? ports = null, WorkerOptions? options = null)
    {
        using var worker = new StreamWorker(
            Wrap(ports ?? rig.Ports),
            options ?? WorkerRig.Options,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<StreamWorker>.Instance);
        var running = worker.RunAsync(CancellationToken.None, Abort);
        await ((Task)running).WaitAsync(WorkerRig.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(running.IsCompleted, "The worker did not end.");
        Assert.True(Where is not null || running.IsCompletedSuccessfully, running.Exception?.ToString());
    }

    public void Dispose() => _abort.Dispose();

    private async Task<T> CallAsync<T>(Func<Task<T>> call, [CallerMemberName] string name = "")
    {
        Step($"before {name}");
        var result = await call();
        Step($"after {name}");
        return result;
    }

    private async Task CallAsync(Func<Task> call, [CallerMemberName] string name = "")
    {
        Step($"before {name}");
        await call();
        Step($"after {name}");
    }

    private void Step(string name)
    {
        lock (_gate)
        {
            if (Where is null && isHere(name))
                Where = name;
        }

        if (Where is not null)
        {
            _abort.Cancel();
            throw new OperationCanceledException(_abort.Token);
        }
    }

    private sealed class Events(IEventStream inner, Crash crash) : IEventStream
    {
        public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.ListShardsAsync(cancellationToken));

        public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
            inner.PutAsync(entries, cancellationToken);

        public async IAsyncEnumerable<RecordPage> ReadAsync(
            ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var page in inner.ReadAsync(shard, from, cancellationToken))
            {
                crash.Step("before page");
                yield return page;
            }
        }
    }

    private sealed class LeaseStore(ILeaseStore inner, Crash crash) : ILeaseStore
    {
        public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => crash.CallAsync(() => inner.ListAsync(cancellationToken));

        public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) => crash.CallAsync(() => inner.GetAsync(shard, cancellationToken));

        public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.TryCreateAsync(lease, cancellationToken));

        public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken) => crash.CallAsync(() => inner.RenewAsync(lease, cancellationToken));

        public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.TakeAsync(lease, owner, cancellationToken));

        public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => crash.CallAsync(() => inner.EvictAsync(lease, cancellationToken));

        public Task<Lease?> CheckpointAsync(
            Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.CheckpointAsync(lease, checkpoint, children, cancellationToken));

        public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => crash.CallAsync(() => inner.DeleteAsync(lease, cancellationToken));
    }

    private sealed class ObjectStore(IObjectStore inner, Crash crash) : IObjectStore
    {
        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.GetAsync(key, cancellationToken));

        public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

        public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.PutAsync(key, content, cancellationToken));

        public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.PutIfAbsentAsync(key, content, cancellationToken));

        public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.PutIfMatchAsync(key, content, expected, cancellationToken));

        public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.BeginUploadAsync(key, cancellationToken);

        public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => crash.CallAsync(() => inner.DeleteAsync(key, cancellationToken));
    }

    private sealed class Delivery(IMicroBatchDelivery inner, Crash crash) : IMicroBatchDelivery
    {
        public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.DeliverAsync(batches, cancellationToken));
    }

    private sealed class ClaimStore(IClaimStore inner, Crash crash) : IClaimStore
    {
        public Task<IReadOnlyList<ClaimOutcome>> ClaimAsync(IReadOnlyList<string> keys, string claimant, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.ClaimAsync(keys, claimant, cancellationToken));

        public Task CompleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.CompleteAsync(keys, cancellationToken));
    }

    private sealed class PurchaseMemory(IPurchaseMemory inner, Crash crash) : IPurchaseMemory
    {
        public Task<IReadOnlyList<RememberedPurchase>> AddAsync(
            string key, RememberedPurchase purchase, IReadOnlyList<string> others, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.AddAsync(key, purchase, others, cancellationToken));
    }

    private sealed class AlertChannel(IAlertChannel inner, Crash crash) : IAlertChannel
    {
        public string Name => inner.Name;

        public Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken) =>
            crash.CallAsync(() => inner.PublishAsync(alerts, mayBeRepeat, cancellationToken));
    }
}
