namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Where rows go that do not fit in memory: a folder of this run under the one that the options name. It is removed at the end; what a killed
/// run left, whose lock nobody holds, is removed by the next run that needs the folder.
/// </summary>
internal sealed class SpillFolder(string root) : IDisposable
{
    private const string LockName = "lock";

    private readonly Lock _lock = new();
    private string? _folder;
    private FileStream? _held;
    private int _files;

    /// <summary>Files that were made.</summary>
    public int Files => _files;

    /// <summary>A file that does not exist yet.</summary>
    /// <exception cref="SpillException">The folder cannot be made.</exception>
    public string NewFile()
    {
        lock (_lock)
        {
            try
            {
                return Path.Combine(_folder ??= Create(), $"{++_files}.rows");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new SpillException(root, exception);
            }
        }
    }

    /// <summary>The failure of a write in this folder.</summary>
    public SpillException Failure(Exception exception) => new(root, exception);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _held?.Dispose();
            if (_folder is { } folder)
            {
                Remove(folder);
                _folder = null;
            }
        }
    }

    private string Create()
    {
        Directory.CreateDirectory(root);
        foreach (var left in Directory.EnumerateDirectories(root, "run-*"))
        {
            RemoveIfLeft(left);
        }

        var folder = Path.Combine(root, $"run-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(folder);
        _held = new FileStream(Path.Combine(folder, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        return folder;
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Without its lock, another run may have taken it for left behind.
        }
    }

    private static void RemoveIfLeft(string folder)
    {
        try
        {
            // Without the lock file it is being made, or being removed by another run.
            using (new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its run is alive, or another one removes it at this moment.
        }
    }
}
