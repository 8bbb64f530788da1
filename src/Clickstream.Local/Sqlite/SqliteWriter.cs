using System.Diagnostics;

namespace Clickstream.Local.Sqlite;

/// <summary>
/// The connection that writes a database. Write transactions of this process queue for it; those of other processes are waited for
/// in short steps, because SQLite's own busy handler sleeps up to 100 ms and so lets a busy neighbour starve this process.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly TimeSpan LockStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(60); // Longer than any transaction or checkpoint of ours.

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Database _database;

    public SqliteWriter(Database database) => _database = database;

    /// <summary>Runs the work in one write transaction, on the thread pool: commits when it returns, rolls back when it throws.</summary>
    /// <exception cref="LocalStoreException">The database cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => Commit(work), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs work outside of a transaction, while no other work uses the connection.</summary>
    public async Task<T> UseAsync<T>(Func<Database, T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(_database), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        _gate.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        _database.SetBusyTimeout(TimeSpan.Zero);
        try
        {
            while (!_database.TryExecute("BEGIN IMMEDIATE"))
            {
                if (Stopwatch.GetElapsedTime(started) > LockTimeout)
                {
                    throw LocalStoreException.Busy(_database.Path, $"no write lock within {LockTimeout.TotalSeconds:F0} s");
                }

                // Another process holds the lock, so the wait is on the real clock, whatever clock the caller has.
                await Task.Delay(LockStep, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _database.SetBusyTimeout(TimeSpan.FromSeconds(10));
        }
    }

    private T Commit<T>(Func<Database, T> work)
    {
        try
        {
            var result = work(_database);
            _database.Execute("COMMIT");
            return result;
        }
        catch
        {
            _database.Rollback();
            throw;
        }
    }
}
