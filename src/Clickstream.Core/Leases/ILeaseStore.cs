namespace Clickstream.Core.Leases;

/// <summary>
/// The lease table, with the conditional updates of the KCL 2 protocol. Source: the KCL's DynamoDBLeaseRefresher.
/// Losing a lease is a value (null), not an exception. Every call may be retried:
/// a renewal whose answer was lost is recognised because the row already holds the next counter and the same owner.
/// </summary>
public interface ILeaseStore
{
    /// <summary>All rows, in order of shard name.</summary>
    Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One row; null if it does not exist.</summary>
    Task<Lease?> GetAsync(Streams.ShardId shard, CancellationToken cancellationToken);

    /// <summary>Adds a row if its shard has none.</summary>
    /// <returns>False if it has.</returns>
    Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Raises the counter. Condition: the counter is the one given.</summary>
    /// <returns>The new row, or null if the lease is lost.</returns>
    Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Makes <paramref name="owner"/> the holder, free or not; raises the counter and the owner switches. Condition: the counter is the one given.</summary>
    /// <returns>The new row, or null if somebody else was first.</returns>
    Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken);

    /// <summary>Gives the lease back. Condition: the owner is the one given.</summary>
    /// <returns>The new row, or null if the lease is lost.</returns>
    Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Moves the checkpoint, clears the owner switches and raises the counter; at SHARD_END also records the children. Condition: the counter is the one given.</summary>
    /// <returns>The new row, or null if the lease is lost.</returns>
    Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<Streams.ShardId> children, CancellationToken cancellationToken);

    /// <summary>Removes the row. Condition: the counter is the one given.</summary>
    /// <returns>False if it changed in between.</returns>
    Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken);
}
