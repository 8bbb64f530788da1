using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Compactor.Tests.Reconcile;

/// <summary>A lease table that is only read.</summary>
internal sealed class FixedLeases(IReadOnlyList<Lease> leases) : ILeaseStore
{
    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(leases);

    public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) =>
        Task.FromResult(leases.FirstOrDefault(lease => lease.Shard == shard));

    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Lease?> CheckpointAsync(
        Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();
}
