using Clickstream.Local.Sqlite;

namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>What the API knows of streams besides their shards and records.</summary>
internal static class CatalogSchema
{
    public static DatabaseSchema Schema { get; } = new(
        Version: 1,
        PageSize: 4096,
        Sql: """
            CREATE TABLE streams (
              id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, so that a token of a deleted stream is not one of its successor
              name TEXT NOT NULL UNIQUE,
              created INTEGER NOT NULL,              -- microseconds since 1970
              retention_hours INTEGER,               -- null while nobody has set it
              on_demand INTEGER NOT NULL,
              own INTEGER NOT NULL);                 -- whether it is the stream of the data folder itself
            CREATE TABLE consumers (
              stream INTEGER NOT NULL,
              name TEXT NOT NULL,
              created INTEGER NOT NULL,
              PRIMARY KEY (stream, name)) WITHOUT ROWID;
            CREATE TABLE tags (
              stream INTEGER NOT NULL,
              key TEXT NOT NULL,
              value TEXT NOT NULL,
              PRIMARY KEY (stream, key)) WITHOUT ROWID;
            CREATE TABLE secret (bytes BLOB NOT NULL);
            """);
}
