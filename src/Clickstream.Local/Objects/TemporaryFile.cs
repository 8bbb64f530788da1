namespace Clickstream.Local.Objects;

/// <summary>A file in the making. Disposing it without publishing discards it.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private const int Attempts = 100; // Another process may remove the empty folder between our making it and our rename.

    private readonly string _path;
    private bool _isPublished;

    public TemporaryFile(string path)
    {
        _path = path;
        const FileShare everybody = FileShare.ReadWrite | FileShare.Delete;
        Content = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, everybody, bufferSize: 64 * 1024);
    }

    public FileStream Content { get; }

    /// <summary>Ends the writing.</summary>
    public void Finish(bool flushToDisk)
    {
        Content.Flush(flushToDisk);
        Content.Dispose();
    }

    /// <summary>Gives the file its name, replacing what had it.</summary>
    public void Publish(string path)
    {
        Move(path, overwrite: true);
        _isPublished = true;
    }

    /// <summary>
    /// Gives the file its name if nothing has it. The caller holds the lock of the name: a move that does not replace looks first and then
    /// renames, so of several at once each could win.
    /// </summary>
    /// <returns>False if something has it.</returns>
    public bool TryPublishNew(string path)
    {
        try
        {
            Move(path, overwrite: false);
            _isPublished = true;
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    public void Dispose()
    {
        try
        {
            Content.Dispose();
        }
        catch (IOException) when (!_isPublished)
        {
            // It could not write what was still buffered, as on a full disk; the file is discarded, so nothing is missed.
        }
        finally
        {
            if (!_isPublished)
            {
                File.Delete(_path);
            }
        }
    }

    private void Move(string path, bool overwrite)
    {
        var folder = Path.GetDirectoryName(path)!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1)
                {
                    Directory.CreateDirectory(folder);
                }

                File.Move(_path, path, overwrite);
                return;
            }
            catch (IOException fault) when (attempt < Attempts && DiskFault.IsFolderMissing(fault) && !File.Exists(path))
            {
                // The folder is not there yet, or another process removed it again while it was empty: once more.
            }
        }
    }
}
