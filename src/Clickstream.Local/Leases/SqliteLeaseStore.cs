using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Local.Coordination;
using Clickstream.Local.Folder;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Leases;

/// <summary>
/// The lease table in SQLite, with the columns of the KCL. Shared by all workers of a data folder. Faults of the disk are a <see
/// cref="LocalStoreException"/>.
/// </summary>
public sealed class SqliteLeaseStore : ILeaseStore, IDisposable
{
    private readonly SqliteWriter _writer;
    private readonly LeaseStatements _statements;

    /// <summary>Opens the lease table of a data folder.</summary>
    /// <exception cref="LocalStoreException">The file cannot be opened.</exception>
    public SqliteLeaseStore(LocalDataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var database = CoordinationSchema.Schema.Open(folder.CoordinationDatabase);
        _writer = new SqliteWriter(database);
        _statements = new LeaseStatements(database);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) =>
        _writer.UseAsync(_ => _statements.List(), cancellationToken);

    /// <inheritdoc/>
    public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) =>
        _writer.UseAsync(_ => _statements.Get(shard), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _writer.WriteAsync(_ => _statements.Insert(lease), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return UpdateAsync(statements => statements.Renew(lease), lease, row => row.Owner == lease.Owner, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        return UpdateAsync(statements => statements.Take(lease, owner), lease, row => row.Owner == owner, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return UpdateAsync(statements => statements.Evict(lease), lease, row => row.Owner is null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> CheckpointAsync(
        Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(children);
        return UpdateAsync(
            statements => statements.Checkpoint(lease, checkpoint, children),
            lease,
            row => row.Owner == lease.Owner && row.Checkpoint == checkpoint,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _writer.WriteAsync(_ => _statements.Delete(lease) || _statements.Get(lease.Shard) is null, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>
    /// Runs a conditional update. When the condition does not hold because this very update was made before and its answer was lost, that
    /// is success.
    /// </summary>
    private Task<Lease?> UpdateAsync(
        Func<LeaseStatements, Lease?> update, Lease before, Func<Lease, bool> isOurs, CancellationToken cancellationToken) =>
        _writer.WriteAsync(
            _ => update(_statements)
                ?? (_statements.Get(before.Shard) is { } row && row.Counter == before.Counter + 1 && isOurs(row) ? row : null),
            cancellationToken);
}
