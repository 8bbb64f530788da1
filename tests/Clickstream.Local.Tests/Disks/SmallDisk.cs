using System.Diagnostics;

namespace Clickstream.Local.Tests.Disks;

/// <summary>
/// A file system of a few megabytes in memory, mounted for one test. Its space can be used up and freed, and it can be made read-only.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    public SmallDisk(int megabytes)
    {
        Path = Directory.CreateTempSubdirectory("clickstream-disk-").FullName;
        _filler = System.IO.Path.Combine(Path, "filler");
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path), "The disk cannot be mounted.");
    }

    public string Path { get; }

    /// <summary>Whether this user may mount.</summary>
    public static bool IsPossible { get; } = Probe();

    /// <summary>Uses up a part of the space.</summary>
    public void Fill(int kilobytes) => File.WriteAllBytes(_filler, new byte[kilobytes * 1024]);

    public void Free() => File.Delete(_filler);

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path), "The disk cannot be made read-only.");

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("clickstream-probe-").FullName;
        var isMounted = Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
        if (isMounted)
        {
            Run("umount", "-l", folder);
        }

        Directory.Delete(folder);
        return isMounted;
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
