using System.Diagnostics;
using System.Text.Json;

namespace Clickstream.Bench.Measuring;

/// <summary>Runs one piece of work in a process of its own, so that CPU time and peak memory are its alone.</summary>
internal static class ChildRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // A piece of work that takes longer hangs.

    /// <summary>Starts this program again with <c>--work NAME ARGS</c> and reads the usage that it prints.</summary>
    /// <exception cref="InvalidOperationException">The work failed; the message holds what it printed.</exception>
    public static Task<Usage> MeasureAsync(string work, params string[] args) => MeasureAsync(StartOf(work, args), work);

    /// <summary>Starts a program that prints its usage as its last line, and reads it.</summary>
    /// <exception cref="InvalidOperationException">The work failed; the message holds what it printed.</exception>
    public static async Task<Usage> MeasureAsync(ProcessStartInfo start, string work)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start.");
        using var patience = new CancellationTokenSource(Patience);
        var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        var lastLine = output.TrimEnd().Split('\n')[^1];
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Usage>(lastLine)!
            : throw new InvalidOperationException($"'{work}' ended with {process.ExitCode}:\n{output}");
    }

    /// <summary>What starts this program again with <c>--work NAME ARGS</c>.</summary>
    public static ProcessStartInfo StartOf(string work, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var arg in (string[])["--work", work, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        return start;
    }
}
