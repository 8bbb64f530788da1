namespace Clickstream.Local.Objects;

/// <summary>An exclusive lock on a file (flock), across processes. The system releases it when its holder dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits for the lock; disposing the stream releases it.</summary>
    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            // The holder may be another process, so the wait is on the real clock, whatever clock the caller has.
            await Task.Delay(Step, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private static FileStream? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return null;
        }
        catch (IOException fault) when (DiskFault.IsLocked(fault))
        {
            return null;
        }
    }
}
