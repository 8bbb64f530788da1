using System.Runtime.InteropServices;

namespace Clickstream.Bench.Measuring;

/// <summary>A temporary folder of a benchmark. It is removed at the end, and on Ctrl-C.</summary>
internal sealed class Scratch : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM];

    private readonly string _root = Directory.CreateTempSubdirectory("clickstream-bench-").FullName;
    private readonly List<PosixSignalRegistration> _signals;

    public Scratch() =>
        _signals = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, _ => Remove(_root)))];

    /// <summary>A folder in it, which need not exist.</summary>
    public string Folder(string name) => Path.Combine(_root, name);

    /// <summary>Removes a folder with all that is in it, if it is there.</summary>
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Remove(_root);
    }
}
