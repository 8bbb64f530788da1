namespace Clickstream.Local.Objects;

/// <summary>The folder of files in the making: <c>.tmp</c> in the same root, so that a rename stays on one file system.</summary>
internal sealed class TemporaryFolder(string root)
{
    public const string Name = ".tmp";

    private readonly string _path = Path.Combine(root, Name);

    public string LockFolder => Path.Combine(_path, "locks");

    /// <summary>Makes the folder and removes what dead processes left there before a time.</summary>
    public void Open(DateTimeOffset leftBefore)
    {
        Directory.CreateDirectory(LockFolder);
        foreach (var file in Directory.EnumerateFiles(_path))
        {
            if (File.GetLastWriteTimeUtc(file) < leftBefore.UtcDateTime)
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Begins a file under a name of its own.</summary>
    public TemporaryFile Create()
    {
        var path = Path.Combine(_path, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            return new TemporaryFile(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody emptied the data folder under a running process; the object can still be put.
            Directory.CreateDirectory(_path);
            return new TemporaryFile(path);
        }
    }
}
