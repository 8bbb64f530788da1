using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>Removes what is older than the retention period, in transactions short enough not to hold up a put.</summary>
internal sealed class StreamTrimmer(Database database)
{
    private const int RecordsPerStep = 500; // About 48 MB of 96 KB aggregates, some milliseconds.

    private readonly Statement _shards = database.Prepare($"SELECT {ShardRow.Columns} FROM shards ORDER BY id");

    private readonly Statement _delete = database.Prepare("DELETE FROM records WHERE id BETWEEN ? AND ?");

    private readonly Statement _forget = database.Prepare("DELETE FROM shards WHERE id = ?");

    /// <summary>Removes some records that arrived before a time.</summary>
    /// <returns>How many; 0 when there are none left.</returns>
    public int RemoveSome(long before)
    {
        foreach (var shard in ShardRow.ReadAll(_shards))
        {
            var search = new PositionSearch(database, shard);
            if (search.Oldest() is { } oldest)
            {
                var end = search.FirstSince(before);
                if (end > oldest)
                {
                    _delete.Bind(1, oldest).Bind(2, Math.Min(end, oldest + RecordsPerStep) - 1).Run();
                    return database.Changes;
                }
            }
        }

        return 0;
    }

    /// <summary>Removes the shards that were closed by a time and hold nothing any more.</summary>
    public int ForgetShards(long closedBy)
    {
        var forgotten = 0;
        foreach (var shard in ShardRow.ReadAll(_shards).Where(shard => shard.ClosedAt <= closedBy))
        {
            if (new PositionSearch(database, shard).Oldest() is null)
            {
                _forget.Bind(1, shard.Number).Run();
                forgotten++;
            }
        }

        return forgotten;
    }
}
