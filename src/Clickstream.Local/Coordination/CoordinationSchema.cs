using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Coordination;

/// <summary>The tables by which workers coordinate: leases, and claims on what is to be done once.</summary>
internal static class CoordinationSchema
{
    public static DatabaseSchema Schema { get; } = new(
        Version: 1,
        PageSize: 4096,
        Sql: """
            CREATE TABLE leases (                -- the names are those of the KCL's table
              leaseKey TEXT PRIMARY KEY,
              leaseOwner TEXT,
              leaseCounter INTEGER NOT NULL,
              checkpoint TEXT NOT NULL,
              checkpointSubSequenceNumber INTEGER NOT NULL,
              ownerSwitchesSinceCheckpoint INTEGER NOT NULL,
              parentShardIds TEXT NOT NULL,      -- separated by commas
              childShardIds TEXT NOT NULL,
              startingHashKey TEXT,
              endingHashKey TEXT,
              checkpointOwner TEXT) WITHOUT ROWID;
            CREATE TABLE claims (
              key TEXT PRIMARY KEY,
              claimant TEXT NOT NULL,
              completed INTEGER NOT NULL,
              at INTEGER NOT NULL) WITHOUT ROWID; -- microseconds since 1970: when claimed, or completed
            CREATE INDEX claims_by_age ON claims (completed, at);
            """);
}
