using System.Diagnostics;

namespace Clickstream.Emulators;

/// <summary>A server that a test started. It is killed with its children when it is disposed, and ends by itself when the test process dies, because its standard input closes.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60); // A cold Python or Node on a loaded machine of two cores.

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts a program that prints one line with its address, and goes on until its standard input ends.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ready">Finds the address in a line of standard output; null if the line is another one.</param>
    /// <returns>The server and what <paramref name="ready"/> found.</returns>
    public static async Task<(ServerProcess Server, T Address)> StartAsync<T>(string program, IEnumerable<string> arguments, Func<string, T?> ready)
        where T : class
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var server = new ServerProcess(process);
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (ready(line) is { } address)
                {
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // So that it never blocks on a full pipe.
                    return (server, address);
                }
            }

            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it was ready: {await errors}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
