using System.Runtime.CompilerServices;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Leases.Simulation;

/// <summary>
/// One worker's way to the table and to the list of shards: calls take time before and after they have their effect, and fail now and then,
/// before it or after. A worker that has crashed gets no answer any more, and one that is paused gets it when it goes on.
/// </summary>
internal sealed class SimulatedConnection(SimulatedLeaseTable table, IReadOnlyList<Shard> shards, VirtualTime time, Random random)
    : ILeaseStore, IEventStream
{
    private const double FaultShare = 0.002;

    public required string Worker { get; init; }

    public bool IsCrashed { get; set; }

    public TimeSpan PausedUntil { get; set; }

    public async Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken)
    {
        await PassAsync();
        return shards;
    }

    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => CallAsync(() => table.ListAsync(cancellationToken));

    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) =>
        CallAsync(() => table.TryCreateAsync(lease, cancellationToken));

    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => table.RenewAsync(lease, cancellationToken));

    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) =>
        CallAsync(() => table.TakeAsync(lease, owner, cancellationToken));

    public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => CallAsync(() => table.EvictAsync(lease, cancellationToken));

    /// <summary>A lease is read again when a checkpoint was refused, so what is said of checkpoints holds here, too.</summary>
    public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) => table.GetAsync(shard, cancellationToken);

    /// <summary>
    /// Without delay, so that renewals and checkpoints of one lease never wait for each other here: those who wait go on on another thread,
    /// and the run would not be the same each time. That they do is tested with <see cref="HeldLeaseTests"/>.
    /// </summary>
    public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
        table.CheckpointAsync(Worker, lease, checkpoint, children);

    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Waits as a process does: not at all any more if it has crashed, longer if it was stopped meanwhile.</summary>
    public async Task WaitAsync(TimeSpan span)
    {
        await time.Delay(span);
        while (PausedUntil > time.Now)
            await time.Delay(PausedUntil - time.Now);
        if (IsCrashed)
            await new TaskCompletionSource().Task;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, [CallerMemberName] string name = "")
    {
        await PassAsync();
        Fail(name, "before");
        var answer = await call();
        await PassAsync();
        Fail(name, "after");
        return answer;
    }

    private Task PassAsync() => WaitAsync(TimeSpan.FromMilliseconds(1 + (random.NextDouble() * 9)));

    private void Fail(string name, string when)
    {
        if (random.NextDouble() < FaultShare)
            throw new IOException($"{Worker} was cut off {when} {name}.");
    }
}
