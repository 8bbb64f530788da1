using System.Diagnostics;
using System.Text.Json;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Collecting;

/// <summary>A server in a process of its own, on a core of its own.</summary>
internal sealed class PinnedServer : IDisposable
{
    private const string Taskset = "/usr/bin/taskset";

    private readonly Process _process;

    private PinnedServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Makes a start that runs on one core.</summary>
    /// <exception cref="MissingException">This machine cannot pin processes.</exception>
    public static ProcessStartInfo OnCore(int core, ProcessStartInfo start)
    {
        if (!File.Exists(Taskset) || Environment.ProcessorCount < 2)
        {
            throw new MissingException("Two cores and 'taskset' (package util-linux) are needed to keep server and load apart.");
        }

        var pinned = new ProcessStartInfo(Taskset);
        foreach (var argument in (string[])["-c", $"{core}", start.FileName, .. start.ArgumentList])
        {
            pinned.ArgumentList.Add(argument);
        }

        return pinned;
    }

    /// <summary>Starts a server, which prints its address as its first line.</summary>
    public static async Task<PinnedServer> StartAsync(int core, ProcessStartInfo start)
    {
        var pinned = OnCore(core, start);
        pinned.RedirectStandardInput = pinned.RedirectStandardOutput = true;
        var process = Process.Start(pinned)!;
        return new PinnedServer(process, await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start."));
    }

    /// <summary>Ends it, and reads what it used.</summary>
    public async Task<Usage> StopAsync()
    {
        _process.StandardInput.Close();
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Usage>(output.TrimEnd().Split('\n')[^1])!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
