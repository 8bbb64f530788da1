using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Clickstream.Campaign.Tests.Sizes;

/// <summary>A command as a process of its own, and the most memory that it had, as the kernel tells its parent at its end.</summary>
internal static class MeasuredRun
{
    private const string Parent = "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); print(); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)";

    /// <summary>Runs a command to its end.</summary>
    /// <param name="exitCode">The exit code that it must have.</param>
    /// <param name="args">The command, with <c>--json</c>.</param>
    /// <returns>The document that it printed, and megabytes.</returns>
    public static async Task<(JsonElement Document, double Megabytes)> RunAsync(int exitCode, params string[] args)
    {
        var start = new ProcessStartInfo("python3", ["-c", Parent, "dotnet", ClickstreamProcess.Executable(), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var text = (await output).TrimEnd();
        Assert.True(process.ExitCode == exitCode, $"{string.Join(' ', args)} ended with {process.ExitCode}:\n{text}\n{await errors}");
        var last = text.LastIndexOf('\n');
        return (JsonDocument.Parse(text[..last]).RootElement.Clone(), double.Parse(text[last..], CultureInfo.InvariantCulture) * 1024 / 1e6);
    }
}
