using SQLitePCL;

namespace Clickstream.Local.Sqlite;

/// <summary>
/// One connection to a SQLite file, on the raw API because a blob of a record must not pass through objects. Used by one thread at a time.
/// WAL with synchronous=NORMAL: a killed process loses nothing; a power cut may take back the newest commits but leaves the file sound.
/// </summary>
internal sealed class Database : IDisposable
{
    private const int BusyTimeoutMilliseconds = 10_000; // For recovery and schema changes; the wait for the write lock is in SqliteWriter.

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens a connection; the file is made if it is not there.</summary>
    /// <exception cref="LocalStoreException">The file cannot be opened.</exception>
    public static Database Open(string path)
    {
        const int flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (code != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw LocalStoreException.For(code, path, raw.sqlite3_errstr(code).utf8_to_string());
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, BusyTimeoutMilliseconds);
        return new Database(handle, path);
    }

    /// <summary>Compiles a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Compiles a statement that the caller disposes.</summary>
    public Statement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new Statement(this, handle);
    }

    /// <summary>Runs statements that give no rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Runs a statement that fails when another connection is in its way.</summary>
    /// <returns>False if so.</returns>
    public bool TryExecute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if ((code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return false;
        }

        Check(code);
        return true;
    }

    /// <summary>The number that a PRAGMA or a query of one value gives.</summary>
    public long Scalar(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Copies the write-ahead log into the file.</summary>
    /// <param name="restart">Whether to wait for writers and readers, so that all of it is copied and the log begins anew.</param>
    /// <returns>False if others were in the way, or the disk refused; the log keeps what was not copied.</returns>
    public bool TryCheckpoint(bool restart)
    {
        var mode = restart ? raw.SQLITE_CHECKPOINT_RESTART : raw.SQLITE_CHECKPOINT_PASSIVE;
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var frames, out var copied);
        return code == raw.SQLITE_OK && frames == copied;
    }

    /// <summary>How long a statement waits for another connection before it is busy.</summary>
    public void SetBusyTimeout(TimeSpan timeout) => raw.sqlite3_busy_timeout(_handle, (int)timeout.TotalMilliseconds);

    /// <summary>Undoes the open transaction, if there is one.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            // Some faults roll back by themselves; a failure to roll back shows at the next BEGIN.
            _ = raw.sqlite3_exec(_handle, "ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _handle.Dispose();
    }

    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw LocalStoreException.For(code, Path, raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }
}
