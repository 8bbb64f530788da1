using Microsoft.Win32.SafeHandles;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>A folder of this machine; locked, since two collectors in one spool would number their events alike.</summary>
internal sealed class SpoolDisk : ISpoolDisk, IDisposable
{
    public const string AsideFolder = "set-aside";
    private const string LockName = "lock";

    private readonly string _folder;
    private readonly FileStream _lock;

    private SpoolDisk(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    /// <summary>Opens the folder, and makes it if it is missing.</summary>
    /// <exception cref="IOException">It is in use, or cannot be used.</exception>
    public static SpoolDisk OpenFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new SpoolDisk(folder, new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault)
        {
            throw new IOException($"The spool {folder} is in use by another collector. Stop it, or name another folder with --spool.", fault);
        }
    }

    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Where(name => name != LockName)];

    public ISpoolFile Create(string name) =>
        new SpoolFile(File.OpenHandle(PathOf(name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Write | FileShare.Delete));

    public ISpoolFile Open(string name) =>
        new SpoolFile(File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Write | FileShare.Delete));

    public byte[]? Read(string name)
    {
        try
        {
            return File.ReadAllBytes(PathOf(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        var temporary = PathOf($"{name}.new");
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, PathOf(name), overwrite: true);
    }

    public void Delete(string name) => File.Delete(PathOf(name));

    public void SetAside(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder, AsideFolder));
        File.Move(PathOf(name), Path.Combine(_folder, AsideFolder, name), overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private string PathOf(string name) => Path.Combine(_folder, name);

    private sealed class SpoolFile(SafeFileHandle handle) : ISpoolFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public void Write(long at, ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> content) =>
            RandomAccess.Write(handle, [header, content], at); // One call: the two are cut off together or not at all, mostly.

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Truncate(long length) => RandomAccess.SetLength(handle, length);

        public int Read(long at, Span<byte> to)
        {
            var total = 0;
            while (total < to.Length)
            {
                var read = RandomAccess.Read(handle, to[total..], at + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }

            return total;
        }

        public void Dispose() => handle.Dispose();
    }
}
