using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>Reads pages of any shard on a connection of its own, each page in one snapshot, so that a reader never blocks a writer.</summary>
internal sealed class PageReader : IDisposable
{
    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _row;
    private readonly Statement _children;
    private readonly Statement _records;

    /// <param name="database">The connection, closed with this.</param>
    public PageReader(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN");
        _commit = database.Prepare("COMMIT");
        _row = database.Prepare($"SELECT {ShardRow.Columns} FROM shards WHERE id = ?");
        _children = database.Prepare($"SELECT {ShardRow.Columns} FROM shards WHERE parent = ?1 OR adjacent_parent = ?1 ORDER BY id");
        _records = database.Prepare("SELECT id, arrival, partition_key, data FROM records WHERE id BETWEEN ? AND ? ORDER BY id");
    }

    /// <summary>The id at which a read of a shard from a position begins.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    /// <exception cref="ArgumentException">The sequence number does not belong to the shard.</exception>
    public long Locate(long shard, StreamPosition from) => InSnapshot(shard, row => new PositionSearch(_database, row).FirstOf(from));

    /// <summary>Reads a page; without records if there is nothing new.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    public PlacedPage Read(long shard, long next, PageLimit limit) => InSnapshot(shard, row => ReadPage(row, next, limit));

    public void Dispose() => _database.Dispose();

    private PlacedPage ReadPage(ShardRow row, long next, PageLimit limit)
    {
        var records = new List<StreamRecord>();
        var buffers = new PageBuffers();
        var arrival = row.LastArrival;
        try
        {
            if (next <= row.Last)
            {
                (next, arrival) = ReadRecords(row, next, limit, (records, buffers));
            }

            var isLast = !row.IsOpen && next > row.Last;
            var children = isLast ? Children(row.Number) : null;

            // Records of one put share their arrival, and zero must mean that there is nothing more.
            var behind = next > row.Last ? 0 : Math.Max(1, row.LastArrival - arrival);
            var resume = records.Count == 0 ? new StreamPosition.After(ShardRow.SequenceOf(next - 1)) : null;
            return new PlacedPage(new RecordPage(records, TimeSpan.FromMicroseconds(behind), children, buffers) { Resume = resume }, next);
        }
        catch
        {
            buffers.Dispose();
            throw;
        }
    }

    /// <summary>Fills a page.</summary>
    /// <returns>Where to read on, and the arrival of its last record.</returns>
    private (long Next, long Arrival) ReadRecords(
        ShardRow row, long next, PageLimit limit, (List<StreamRecord> Records, PageBuffers Buffers) page)
    {
        var arrival = row.LastArrival;
        var bytes = 0;
        _records.Bind(1, next).Bind(2, row.Last);
        while (page.Records.Count < limit.Records)
        {
            if (!_records.Step())
            {
                next = row.Last + 1;
                break;
            }

            var blob = _records.Blob(3);
            if (page.Records.Count > 0 && bytes + blob.Length > limit.Bytes)
            {
                break;
            }

            var id = _records.Int64(0);
            arrival = _records.Int64(1);
            var data = page.Buffers.Add(blob);
            page.Records.Add(new StreamRecord(ShardRow.SequenceOf(id), _records.Text(2), Clock.FromMicroseconds(arrival), data));
            bytes += data.Length;
            next = id + 1;
        }

        _records.Reset();
        return (next, arrival);
    }

    private IReadOnlyList<Shard> Children(long shard)
    {
        _children.Bind(1, shard);
        return [.. ShardRow.ReadAll(_children).Select(child => child.ToShard())];
    }

    private T InSnapshot<T>(long shard, Func<ShardRow, T> read)
    {
        _begin.Run();
        try
        {
            _row.Bind(1, shard);
            var rows = ShardRow.ReadAll(_row);
            return rows.Count == 1
                ? read(rows[0])
                : throw new InvalidOperationException(
                    $"Shard {ShardRow.IdOf(shard)} does not exist, or is older than the retention period.");
        }
        finally
        {
            _records.Reset();
            _commit.Run();
        }
    }
}
