using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>
/// The tables of the stream. The id of a record is (shard + 1) · 2^40 + n, so a shard is one range of the primary key and needs no second
/// index,
/// the records of a child come after those of its parents, and n grows by one within the write transaction: order of ids is order of
/// commits.
/// </summary>
internal static class StreamSchema
{
    /// <summary>Bits of the number within a shard: 10^12 records a shard, 8 million shards.</summary>
    public const int NumberBits = 40;

    public static DatabaseSchema Schema { get; } = new(
        Version: 1,
        PageSize: 16 * 1024,
        Sql: """
            CREATE TABLE shards (
              id INTEGER PRIMARY KEY,
              range_start BLOB NOT NULL,        -- 128 bits, big-endian
              range_end BLOB NOT NULL,
              parent INTEGER,
              adjacent_parent INTEGER,
              last INTEGER NOT NULL,            -- id of the newest record ever; the one before the first when there was none
              last_arrival INTEGER NOT NULL,    -- microseconds since 1970; never goes back
              closed_at INTEGER,                -- microseconds since 1970; null while open
              spent_records REAL NOT NULL,      -- the token bucket of the limits
              spent_bytes REAL NOT NULL,
              spent_at INTEGER NOT NULL);
            CREATE TABLE records (
              id INTEGER PRIMARY KEY,
              arrival INTEGER NOT NULL,         -- microseconds since 1970; never goes back within a shard
              partition_key TEXT NOT NULL,
              data BLOB NOT NULL);
            """);

    /// <summary>The id before the first record of a shard.</summary>
    public static long Before(long shard) => First(shard) - 1;

    /// <summary>The first id that a shard can hold.</summary>
    public static long First(long shard) => (shard + 1) << NumberBits;

    /// <summary>The last id that a shard can hold.</summary>
    public static long Limit(long shard) => First(shard + 1) - 1;
}
