using System.Diagnostics;
using System.Globalization;
using Clickstream.Contracts;

namespace Clickstream.Local.Tests;

/// <summary>A process of the test host. Disposing it kills it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ChildProcess Start(string role, string folder, string name, int count)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "Clickstream.Local.TestHost.dll");
        string[] arguments = [host, role, folder, name, count.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the process to say a number of lines.</summary>
    /// <returns>The numbers it said.</returns>
    public async Task<List<int>> ReadAsync(int lines)
    {
        var numbers = new List<int>();
        while (numbers.Count < lines && await _process.StandardOutput.ReadLineAsync(Deadline.Token) is { } line)
        {
            numbers.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }

        return numbers;
    }

    /// <summary>Kill -9.</summary>
    /// <returns>What it had said meanwhile.</returns>
    public async Task<List<int>> KillAsync()
    {
        _process.Kill();
        var numbers = await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync(Deadline.Token);
        return numbers;
    }

    /// <summary>Waits until it is done.</summary>
    /// <returns>The numbers that it said.</returns>
    public async Task<List<int>> EndAsync()
    {
        var numbers = await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync(Deadline.Token);
        Assert.True(_process.ExitCode == 0, await _errors);
        return numbers;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(Deadline.Token);
        }

        _process.Dispose();
    }
}
