using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.DynamoDb;

/// <summary>
/// The KCL 2 lease table in DynamoDB, which KCL workers may share: the same attributes, conditions and updates. Reads are consistent.
/// Items of other kinds (KCL 3) are passed over, and attributes that we do not know stay as they are. Faults are a <see cref="DynamoDbTableException"/>.
/// Source of the protocol: the KCL's DynamoDBLeaseRefresher and DynamoDBLeaseSerializer.
/// </summary>
public sealed class DynamoDbLeaseStore : ILeaseStore
{
    private const string IfUnchanged = $"{LeaseItem.Counter} = :counter";
    private const string Renewal = $"SET {LeaseItem.Counter} = :next";
    private const string NoPending = "pendingCheckpoint, pendingCheckpointSubSequenceNumber, pendingCheckpointState";

    private readonly DynamoDbTable _table;

    private DynamoDbLeaseStore(DynamoDbTable table) => _table = table;

    /// <summary>Opens the lease table of an application, and creates it if it is absent.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="application">The name of the application, which is that of the table.</param>
    /// <param name="time">The clock for the wait until a new table can be used.</param>
    /// <param name="cancellationToken">Aborts the wait.</param>
    /// <exception cref="DynamoDbTableException">The table belongs to something else, or cannot be used.</exception>
    public static async Task<DynamoDbLeaseStore> OpenAsync(
        IAmazonDynamoDB client, string application, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = new DynamoDbLeaseStore(new DynamoDbTable(client, application, LeaseItem.Key));
        await store._table.EnsureAsync(time, cancellationToken).ConfigureAwait(false);
        await store.ListAsync(cancellationToken).ConfigureAwait(false); // Refuses a table whose rows are not leases of one stream.
        return store;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        var items = await _table.ScanAsync(cancellationToken).ConfigureAwait(false);
        return [.. items.Where(LeaseItem.IsLease).Select(Read).OrderBy(lease => lease.Shard)];
    }

    /// <inheritdoc/>
    public async Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) =>
        await _table.GetAsync(shard.Value, cancellationToken).ConfigureAwait(false) is { } item && LeaseItem.IsLease(item) ? Read(item) : null;

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _table.TryAddAsync(LeaseItem.Write(lease), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return UpdateAsync(lease, Renewal, IfUnchanged, Counters(lease), row => HolderOf(row) == HolderOf(lease), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        const string take = $"{Renewal}, {LeaseItem.Owner} = :owner, {LeaseItem.Switches} = if_not_exists({LeaseItem.Switches}, :none) + :one "
            + $"REMOVE {LeaseItem.CheckpointOwner}";
        var values = Counters(lease);
        values[":owner"] = LeaseItem.Text(owner);
        values[":none"] = LeaseItem.Number(0);
        values[":one"] = LeaseItem.Number(1);
        return UpdateAsync(lease, take, IfUnchanged, values, row => row.Owner == owner, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (lease.Owner is not { } owner)
        {
            return null; // Nobody holds it in this view, so nobody can give it back.
        }

        const string evict = $"SET {LeaseItem.Counter} = {LeaseItem.Counter} + :one REMOVE {LeaseItem.Owner}";
        var values = new Dictionary<string, AttributeValue> { [":one"] = LeaseItem.Number(1), [":owner"] = LeaseItem.Text(owner) };
        return await UpdateAsync(lease, evict, $"{LeaseItem.Owner} = :owner", values, row => row.Owner is null, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(children);
        var update = $"{Renewal}, {LeaseItem.Checkpoint} = :checkpoint, {LeaseItem.SubSequence} = :subSequence, {LeaseItem.Switches} = :none";
        var values = Counters(lease);
        values[":checkpoint"] = LeaseItem.Text(checkpoint.Value);
        values[":subSequence"] = LeaseItem.Number(checkpoint.SubSequenceNumber);
        values[":none"] = LeaseItem.Number(0);
        if (children.Count > 0)
        {
            update += $", {LeaseItem.Children} = :children";
            values[":children"] = LeaseItem.Set(children);
        }

        return UpdateAsync(
            lease, $"{update} REMOVE {NoPending}", IfUnchanged, values,
            row => HolderOf(row) == HolderOf(lease) && row.Checkpoint == checkpoint, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var counter = new Dictionary<string, AttributeValue> { [":counter"] = LeaseItem.Number(lease.Counter) };
        return await _table.TryDeleteAsync(lease.Shard.Value, IfUnchanged, counter, cancellationToken).ConfigureAwait(false)
            || await _table.GetAsync(lease.Shard.Value, cancellationToken).ConfigureAwait(false) is null;
    }

    private static Dictionary<string, AttributeValue> Counters(Lease lease) =>
        new() { [":counter"] = LeaseItem.Number(lease.Counter), [":next"] = LeaseItem.Number(lease.Counter + 1) };

    /// <summary>While a lease is handed over (KCL 3), the old holder goes on, and is named as the owner of the checkpoint.</summary>
    private static string? HolderOf(Lease row) => row.CheckpointOwner ?? row.Owner;

    /// <summary>
    /// A conditional update. If the condition does not hold because this very update was made before and its answer was lost
    /// (the SDK repeats it by itself), that is success.
    /// </summary>
    private async Task<Lease?> UpdateAsync(
        Lease before,
        string update,
        string condition,
        Dictionary<string, AttributeValue> values,
        Func<Lease, bool> isOurs,
        CancellationToken cancellationToken)
    {
        if (await _table.TryUpdateAsync(before.Shard.Value, update, condition, values, cancellationToken).ConfigureAwait(false) is { } changed)
        {
            return Read(changed);
        }

        var row = await GetAsync(before.Shard, cancellationToken).ConfigureAwait(false);
        return row?.Counter == before.Counter + 1 && isOurs(row) ? row : null;
    }

    private Lease Read(Dictionary<string, AttributeValue> item) => LeaseItem.Read(_table.Name, item);
}
