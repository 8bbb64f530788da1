using System.Globalization;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Leases;

/// <summary>The statements of the lease table. Each condition and its update are one statement.</summary>
internal sealed class LeaseStatements(Database database)
{
    private const string Columns =
        "leaseKey, leaseOwner, leaseCounter, checkpoint, checkpointSubSequenceNumber, ownerSwitchesSinceCheckpoint, "
        + "parentShardIds, childShardIds, startingHashKey, endingHashKey, checkpointOwner";

    private const string IfUnchanged = $" WHERE leaseKey = ?1 AND leaseCounter = ?2 RETURNING {Columns}";

    private readonly Statement _list = database.Prepare($"SELECT {Columns} FROM leases ORDER BY leaseKey");

    private readonly Statement _get = database.Prepare($"SELECT {Columns} FROM leases WHERE leaseKey = ?");

    private readonly Statement _insert = database.Prepare(
        $"INSERT INTO leases ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private readonly Statement _renew = database.Prepare("UPDATE leases SET leaseCounter = leaseCounter + 1" + IfUnchanged);

    private readonly Statement _take = database.Prepare(
        "UPDATE leases SET leaseOwner = ?3, leaseCounter = leaseCounter + 1, checkpointOwner = NULL, "
        + "ownerSwitchesSinceCheckpoint = ownerSwitchesSinceCheckpoint + 1" + IfUnchanged);

    private readonly Statement _evict = database.Prepare(
        "UPDATE leases SET leaseOwner = NULL, leaseCounter = leaseCounter + 1 "
        + $"WHERE leaseKey = ?1 AND leaseOwner = ?2 RETURNING {Columns}");

    private readonly Statement _checkpoint = database.Prepare(
        "UPDATE leases SET checkpoint = ?3, checkpointSubSequenceNumber = ?4, leaseCounter = leaseCounter + 1, "
        + "ownerSwitchesSinceCheckpoint = 0, childShardIds = CASE WHEN ?5 = '' THEN childShardIds ELSE ?5 END" + IfUnchanged);

    private readonly Statement _delete = database.Prepare("DELETE FROM leases WHERE leaseKey = ? AND leaseCounter = ?");

    public IReadOnlyList<Lease> List()
    {
        var leases = new List<Lease>();
        while (_list.Step())
        {
            leases.Add(Read(_list));
        }

        _list.Reset();
        return leases;
    }

    public Lease? Get(ShardId shard) => One(_get.Bind(1, shard.Value));

    public bool Insert(Lease lease)
    {
        _insert.Bind(1, lease.Shard.Value).Bind(2, lease.Owner).Bind(3, lease.Counter)
            .Bind(4, lease.Checkpoint.Value).Bind(5, lease.Checkpoint.SubSequenceNumber).Bind(6, lease.OwnerSwitches)
            .Bind(7, Join(lease.Parents)).Bind(8, Join(lease.Children))
            .Bind(9, lease.HashKeys?.Start.ToString(CultureInfo.InvariantCulture))
            .Bind(10, lease.HashKeys?.End.ToString(CultureInfo.InvariantCulture))
            .Bind(11, lease.CheckpointOwner).Run();
        return database.Changes == 1;
    }

    public Lease? Renew(Lease lease) => One(_renew.Bind(1, lease.Shard.Value).Bind(2, lease.Counter));

    public Lease? Take(Lease lease, string owner) => One(_take.Bind(1, lease.Shard.Value).Bind(2, lease.Counter).Bind(3, owner));

    public Lease? Evict(Lease lease) => One(_evict.Bind(1, lease.Shard.Value).Bind(2, lease.Owner));

    public Lease? Checkpoint(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children) => One(
        _checkpoint.Bind(1, lease.Shard.Value).Bind(2, lease.Counter)
            .Bind(3, checkpoint.Value).Bind(4, checkpoint.SubSequenceNumber).Bind(5, Join(children)));

    public bool Delete(Lease lease)
    {
        _delete.Bind(1, lease.Shard.Value).Bind(2, lease.Counter).Run();
        return database.Changes == 1;
    }

    private static Lease? One(Statement statement)
    {
        var lease = statement.Step() ? Read(statement) : null;
        statement.Reset();
        return lease;
    }

    private static Lease Read(Statement row) => new(
        new ShardId(row.Text(0)),
        row.TextOrNull(1),
        row.Int64(2),
        new Checkpoint(row.Text(3), row.Int64(4)),
        row.Int64(5),
        Split(row.Text(6)),
        Split(row.Text(7)),
        row.IsNull(8) || row.IsNull(9) ? null : new HashKeyRange(Number(row.Text(8)), Number(row.Text(9))),
        row.TextOrNull(10));

    private static UInt128 Number(string digits) => UInt128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Join(IReadOnlyList<ShardId> shards) => string.Join(',', shards.Select(shard => shard.Value));

    private static ShardId[] Split(string shards) =>
        [.. shards.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => new ShardId(name))];
}
