using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>
/// Reads one shard page by page on a connection of its own, each page in one snapshot, so that a reader never blocks a writer.
/// </summary>
internal sealed class ShardCursor : IDisposable
{
    private readonly Database _database;
    private readonly int _pageBytes;
    private readonly long _shard;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _row;
    private readonly Statement _children;
    private readonly Statement _records;
    private long _next;

    private ShardCursor(Database database, long shard, int pageBytes)
    {
        _database = database;
        _shard = shard;
        _pageBytes = pageBytes;
        _begin = database.Prepare("BEGIN");
        _commit = database.Prepare("COMMIT");
        _row = database.Prepare($"SELECT {ShardRow.Columns} FROM shards WHERE id = ?");
        _children = database.Prepare($"SELECT {ShardRow.Columns} FROM shards WHERE parent = ?1 OR adjacent_parent = ?1 ORDER BY id");
        _records = database.Prepare("SELECT id, arrival, partition_key, data FROM records WHERE id BETWEEN ? AND ? ORDER BY id");
    }

    /// <summary>Opens a cursor; the connection is its own and closed with it.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    /// <exception cref="ArgumentException">The sequence number does not belong to the shard.</exception>
    public static ShardCursor Open(Database database, ShardId shard, StreamPosition from, int pageBytes)
    {
        var cursor = new ShardCursor(database, ShardRow.NumberOf(shard), pageBytes);
        try
        {
            cursor._next = cursor.InSnapshot(row => new PositionSearch(database, row).FirstOf(from));
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next page; without records if there is nothing new.</summary>
    public RecordPage Next() => InSnapshot(ReadPage);

    public void Dispose() => _database.Dispose();

    private RecordPage ReadPage(ShardRow row)
    {
        var records = new List<StreamRecord>();
        var buffers = new PageBuffers();
        var arrival = row.LastArrival;
        try
        {
            if (_next <= row.Last)
            {
                arrival = ReadRecords(row, records, buffers);
            }

            var isLast = !row.IsOpen && _next > row.Last;
            var children = isLast ? Children() : null;

            // Records of one put share their arrival, and zero must mean that there is nothing more.
            var behind = _next > row.Last ? 0 : Math.Max(1, row.LastArrival - arrival);
            return new RecordPage(records, TimeSpan.FromMicroseconds(behind), children, buffers);
        }
        catch
        {
            buffers.Dispose();
            throw;
        }
    }

    /// <summary>Fills a page.</summary>
    /// <returns>The arrival of its last record.</returns>
    private long ReadRecords(ShardRow row, List<StreamRecord> records, PageBuffers buffers)
    {
        var arrival = row.LastArrival;
        var bytes = 0;
        _records.Bind(1, _next).Bind(2, row.Last);
        while (records.Count < StreamLimits.MaxRecordsPerGet && bytes < _pageBytes)
        {
            if (!_records.Step())
            {
                _next = row.Last + 1;
                break;
            }

            var id = _records.Int64(0);
            arrival = _records.Int64(1);
            var data = buffers.Add(_records.Blob(3));
            records.Add(new StreamRecord(ShardRow.SequenceOf(id), _records.Text(2), Clock.FromMicroseconds(arrival), data));
            bytes += data.Length;
            _next = id + 1;
        }

        _records.Reset();
        return arrival;
    }

    private IReadOnlyList<Shard> Children()
    {
        _children.Bind(1, _shard);
        return [.. ShardRow.ReadAll(_children).Select(child => child.ToShard())];
    }

    private T InSnapshot<T>(Func<ShardRow, T> read)
    {
        _begin.Run();
        try
        {
            _row.Bind(1, _shard);
            var rows = ShardRow.ReadAll(_row);
            return rows.Count == 1
                ? read(rows[0])
                : throw new InvalidOperationException(
                    $"Shard {ShardRow.IdOf(_shard)} does not exist, or is older than the retention period.");
        }
        finally
        {
            _records.Reset();
            _commit.Run();
        }
    }
}
