using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Clickstream.Tests;

/// <summary>The executable as a process of its own, so that it can be killed like one.</summary>
internal sealed class ClickstreamProcess : IDisposable
{
    /// <summary>A run that takes longer hangs. In a long campaign moto is the slowest part: it signs every message that it delivers.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long" ? 8 : 3);

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _messages = new();

    private ClickstreamProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_messages, line.Data);
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it said so far, for the message of a failing test.</summary>
    public string Transcript
    {
        get
        {
            lock (_output)
            {
                lock (_messages)
                {
                    return $"clickstream {_name}\n{_output}\n{_messages}";
                }
            }
        }
    }

    public static ClickstreamProcess Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    /// <summary>Starts it with environment variables beside those of the test.</summary>
    public static ClickstreamProcess Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.ArgumentList.Add(Executable());
        Array.ForEach(args, start.ArgumentList.Add);
        var process = new ClickstreamProcess(new Process { StartInfo = start }, string.Join(' ', args));
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs to the end and returns the JSON document that it printed.</summary>
    public static async Task<JsonElement> RunAsync(int expectedExitCode, params string[] args)
    {
        var output = await RunAsync(new Dictionary<string, string>(), expectedExitCode, args);
        return output.Length == 0 ? default : JsonDocument.Parse(output).RootElement.Clone();
    }

    /// <summary>Runs to the end with environment variables beside those of the test, and returns what it printed.</summary>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> environment, int expectedExitCode, params string[] args)
    {
        using var process = Start(environment, args);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == expectedExitCode, $"Expected exit code {expectedExitCode}, got {process.ExitCode}.\n{process.Transcript}");
        lock (process._output)
        {
            return process._output.ToString();
        }
    }

    public async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            Assert.Fail($"It did not end within {Patience}.\n{Transcript}");
        }
    }

    /// <summary>Waits until it has printed a JSON document, and reads it; the process may go on.</summary>
    public Task<JsonElement> WaitForJsonAsync() => WaitForAsync(() =>
    {
        lock (_output)
        {
            var text = _output.ToString().TrimEnd();
            return text.EndsWith("\n}", StringComparison.Ordinal) ? JsonDocument.Parse(text).RootElement.Clone() : (JsonElement?)null;
        }
    });

    /// <summary>Waits until it has said a line that begins so, and returns the rest of it.</summary>
    public async Task<string> WaitForMessageAsync(string beginning)
    {
        var found = string.Empty;
        await WaitForAsync(() =>
        {
            lock (_messages)
            {
                found = _messages.ToString().Split('\n').FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) ?? string.Empty;
                return found.Length > 0 ? true : (bool?)null;
            }
        });
        return found[beginning.Length..].Trim();
    }

    /// <summary>Stops it in its tracks, as a long pause of its machine does.</summary>
    public void Pause() => Signal("-STOP");

    /// <summary>Lets it go on.</summary>
    public void Continue() => Signal("-CONT");

    /// <summary>Asks it to drain and end.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    // What a process prints comes without a signal to wait for, so it is looked at a few times a second.
    private async Task<T> WaitForAsync<T>(Func<T?> look)
        where T : struct
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (look() is { } found)
            {
                return found;
            }

            Assert.False(HasExited, $"It ended too early.\n{Transcript}");
        }

        throw new InvalidOperationException("The timer ended.");
    }

    public static string Executable()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Checkout.PathOf("src", "Clickstream.Cli", "bin", configuration, "net10.0", "clickstream.dll");
    }

    private static void Append(StringBuilder to, string? line)
    {
        if (line is not null)
        {
            lock (to)
            {
                to.AppendLine(line);
            }
        }
    }
}
