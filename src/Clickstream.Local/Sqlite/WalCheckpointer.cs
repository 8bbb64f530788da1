namespace Clickstream.Local.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database beside the writer, so that no put waits for the disk: first what is there while others
/// write on,
/// then, with the write lock, the little that came meanwhile, so that the log begins anew instead of growing.
/// A writer that is faster than the disk waits when the log reaches its limit.
/// </summary>
internal sealed class WalCheckpointer : IDisposable
{
    private const long BeginAtBytes = 32L << 20; // Often enough for short passes, seldom enough that rewritten pages are copied once.
    private const long WaitAtBytes = 256L << 20; // Bounds the log, and so the disk it takes.

    /// <summary>
    /// Bounds how long the last pass holds up writers while it waits for a reader to finish its page; it is tried again later.
    /// </summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Database _database;
    private readonly Lock _lock = new();
    private long _bytes;
    private Task _running = Task.CompletedTask;

    /// <param name="database">A connection of its own, disposed with this.</param>
    public WalCheckpointer(Database database)
    {
        _database = database;
        _database.SetBusyTimeout(LockTimeout);
    }

    /// <summary>Notes that bytes were committed.</summary>
    /// <returns>Completes when more may be.</returns>
    public Task AppendedAsync(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
            if (_bytes >= BeginAtBytes && _running.IsCompleted)
            {
                _running = Task.Run(Checkpoint);
            }

            return _bytes < WaitAtBytes ? Task.CompletedTask : _running;
        }
    }

    public void Dispose()
    {
        _running.Wait();
        _database.Dispose();
    }

    /// <summary>A failure shows at the next put, which meets the same full or broken disk; the log keeps everything until then.</summary>
    private void Checkpoint()
    {
        _database.TryCheckpoint(restart: false);
        var isWhole = _database.TryCheckpoint(restart: true);
        lock (_lock)
        {
            _bytes = isWhole ? 0 : Math.Max(0, _bytes - BeginAtBytes);
        }
    }
}
