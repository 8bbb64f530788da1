using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Producer.Collect;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream doctor</c>: tries each part once and says what to fix.</summary>
internal static class DoctorCommand
{
    private const int LivePagePort = 5080;

    private static readonly EnrichmentOptionsSet Enrichment = new();

    public static Command Create(CommandRunner runner)
    {
        var command = new Command("doctor", "Check that everything works here, and say what to fix. Exit code 3 if something does not.");
        Enrichment.AddGeoTo(command);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var checks = new List<(string Name, string? Problem, string Detail)>();
        Backend? backend = null;
        await CheckAsync(checks, context.IsLocal ? "data folder" : "configuration", async () =>
        {
            backend = await context.OpenBackendAsync();
            return backend.Options;
        });
        if (backend is not null)
        {
            await using var opened = backend;
            HealthCheck[] geo = Enrichment.GeoFile(context, opened) is { } file ? [GeoFiles.Check(file)] : [];
            foreach (var check in backend.Checks.Concat(geo))
            {
                await CheckAsync(checks, check.Name, () => check.Run(context.Drain));
            }
        }

        await CheckAsync(checks, "port of the live page", () => Task.FromResult(FreePort(LivePagePort)));
        await CheckAsync(checks, "port of the collector", () => Task.FromResult(FreePort(CollectOptions.DefaultPort)));
        await CheckAsync(checks, "spool of the collector", () => Task.FromResult(Spool(CollectOptionsSet.DefaultSpool(context).FullName)));
        Print(context, checks);
        return checks.TrueForAll(check => check.Problem is null) ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static async Task CheckAsync(List<(string, string?, string)> checks, string name, Func<Task<string>> check)
    {
        try
        {
            checks.Add((name, null, await check()));
        }
        catch (Exception fault) when (ErrorText.For(fault) is { } text)
        {
            checks.Add((name, text, string.Empty));
        }
    }

    private static string FreePort(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return $"{port} is free";
        }
        catch (SocketException)
        {
            throw new CommandException($"{port} is in use. Use --port 0 for any free port, or --port N.");
        }
    }

    private static string Spool(string folder) => SpoolHealth.Look(folder) switch
    {
        null => "none yet",
        { SetAside: > 0 } damaged => throw new CommandException(
            $"{damaged.SetAside} damaged segments were set aside in {folder}; the file beside each says what was lost. Check the disk, and move them away once they were looked at."),
        { Bytes: > 0 } waiting => $"{waiting.Producer} has {waiting.Bytes:N0} bytes; a collector puts them into the stream, as long as one runs",
        var empty => $"{empty.Producer} is empty",
    };

    private static void Print(CommandContext context, List<(string Name, string? Problem, string Detail)> checks)
    {
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject
            {
                ["healthy"] = checks.TrueForAll(check => check.Problem is null),
                ["checks"] = new JsonArray([.. checks.Select(check => new JsonObject
                {
                    ["name"] = check.Name,
                    ["ok"] = check.Problem is null,
                    ["detail"] = check.Problem ?? check.Detail,
                })]),
            });
            return;
        }

        foreach (var (name, problem, detail) in checks)
        {
            context.Terminal.Output.WriteLine($"{(problem is null ? "ok  " : "FAIL")} {name}: {problem ?? detail}");
        }
    }
}
