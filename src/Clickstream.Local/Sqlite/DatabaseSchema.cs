using System.Diagnostics;

namespace Clickstream.Local.Sqlite;

/// <summary>Makes a database, or checks that this version of the program can read it.</summary>
/// <param name="Version">The number in <c>user_version</c>.</param>
/// <param name="PageSize">Bytes of a page, for a new file.</param>
/// <param name="Sql">What makes the tables.</param>
internal sealed record DatabaseSchema(int Version, int PageSize, string Sql)
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Opens a connection to the database, making it if it is not there. Several processes may do so at once.</summary>
    /// <exception cref="LocalStoreException">It cannot be opened, or is of a newer version.</exception>
    public Database Open(string path)
    {
        var database = Database.Open(path);
        try
        {
            database.Execute($"PRAGMA page_size={PageSize}");
            Repeat(database, "PRAGMA journal_mode=WAL");
            database.Execute("PRAGMA synchronous=NORMAL");
            if (database.Scalar("PRAGMA user_version") == 0)
            {
                Create(database);
            }

            var found = database.Scalar("PRAGMA user_version");
            return found == Version
                ? database
                : throw new LocalStoreException(
                    $"'{path}' has version {found} and this program reads version {Version}. "
                    + "Use the newer program, or another data folder.");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void Create(Database database)
    {
        Repeat(database, "BEGIN IMMEDIATE");
        try
        {
            if (database.Scalar("PRAGMA user_version") == 0)
            {
                database.Execute(Sql);
                database.Execute($"PRAGMA user_version={Version}");
            }

            database.Execute("COMMIT");
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    /// <summary>SQLite does not wait by itself when two processes switch a new file to WAL at once.</summary>
    private static void Repeat(Database database, string sql)
    {
        var started = Stopwatch.GetTimestamp();
        while (!database.TryExecute(sql))
        {
            if (Stopwatch.GetElapsedTime(started) > OpenTimeout)
            {
                throw LocalStoreException.Busy(database.Path, $"'{sql}' was not possible within {OpenTimeout.TotalSeconds:F0} s");
            }

            Thread.Yield();
        }
    }
}
