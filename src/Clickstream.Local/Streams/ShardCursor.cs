using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>Reads one shard page by page.</summary>
internal sealed class ShardCursor : IDisposable
{
    private readonly PageReader _reader;
    private readonly long _shard;
    private readonly PageLimit _limit;
    private long _next;

    private ShardCursor(PageReader reader, long shard, int pageBytes)
    {
        _reader = reader;
        _shard = shard;
        _limit = new PageLimit(StreamLimits.MaxRecordsPerGet, pageBytes);
    }

    /// <summary>Opens a cursor; the connection is its own and closed with it.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    /// <exception cref="ArgumentException">The sequence number does not belong to the shard.</exception>
    public static ShardCursor Open(Database database, ShardId shard, StreamPosition from, int pageBytes)
    {
        var cursor = new ShardCursor(new PageReader(database), ShardRow.NumberOf(shard), pageBytes);
        try
        {
            cursor._next = cursor._reader.Locate(cursor._shard, from);
            return cursor;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next page; without records if there is nothing new.</summary>
    public RecordPage Next()
    {
        var (page, next) = _reader.Read(_shard, _next, _limit);
        _next = next;
        return page;
    }

    public void Dispose() => _reader.Dispose();
}
