namespace Clickstream.Local.Streams;

/// <summary>
/// Tells readers that something was appended, without polling. Readers of this process are told directly;
/// those of other processes watch a tiny file that is written after each commit. The file has a folder of its own,
/// because a watcher sees every write in a folder, and the database is written thousands of times a second.
/// </summary>
internal sealed class StreamBell : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly FileStream _file;
    private FileSystemWatcher? _watcher;
    private TaskCompletionSource _next = NewSignal();
    private bool _isWatched;
    private bool _disposed;

    public StreamBell(string folder)
    {
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, "stream.bell");
        _file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Completes at the next ring. Take it before looking for records, so that none is missed in between.</summary>
    public Task Next
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (!_isWatched)
                {
                    _isWatched = true;
                    _watcher = TryWatch();
                }

                return _next.Task;
            }
        }
    }

    /// <summary>Wakes all readers of the data folder.</summary>
    public void Ring()
    {
        Wake();
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, "!"u8, fileOffset: 0);
        }
        catch (IOException)
        {
            // The disk is full or gone. What was committed stays committed, and other processes see it at their next heartbeat.
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _watcher?.Dispose();
            _file.Dispose();
        }

        Wake();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            signal = _next;
            _next = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Watches the file.</summary>
    /// <returns>Null if the system has no watch left (fs.inotify limits); appends of other processes are then seen at the next
    /// heartbeat.</returns>
    private FileSystemWatcher? TryWatch()
    {
        var watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!, Path.GetFileName(_path))
        {
            NotifyFilter = NotifyFilters.LastWrite,
        };
        watcher.Changed += (_, _) => Wake();
        watcher.Error += (_, _) => Wake(); // The queue overflowed: there was news.
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            watcher.Dispose();
            return null;
        }
    }
}
