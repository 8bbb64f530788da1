using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Core.Objects;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream doctor</c>: tries each part once and says what to fix.</summary>
internal static class DoctorCommand
{
    private const long ComfortableBytes = 2L << 30; // A day of the demo takes a few hundred MB; below 2 GiB a longer run may fill the disk.
    private const int LivePagePort = 5080;

    public static Command Create(CommandRunner runner) =>
        runner.Bind(new Command("doctor", "Check that everything works here, and say what to fix. Exit code 3 if something does not."), RunAsync);

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var checks = new List<(string Name, string? Problem, string Detail)>();
        await CheckAsync(checks, "data folder", async () =>
        {
            await using var backend = LocalBackend.Open(context.Data);
            return backend.Folder.Root;
        });
        if (checks[0].Problem is null)
        {
            await using var backend = LocalBackend.Open(context.Data);
            await CheckAsync(checks, "stream", async () =>
            {
                var shards = await (await backend.StreamAsync(context.Drain)).ListShardsAsync(context.Drain);
                return $"{shards.Count(shard => shard.IsOpen)} open shards";
            });
            await CheckAsync(checks, "leases", async () =>
            {
                var leases = await (await backend.LeasesAsync(context.Drain)).ListAsync(context.Drain);
                return $"{leases.Count} leases, {leases.Count(lease => lease.Owner is not null)} held";
            });
            await CheckAsync(checks, "object store", () => WriteAndReadAsync(backend.Objects, context.Drain));
            await CheckAsync(checks, "disk space", () => Task.FromResult(DiskSpace(backend.Folder.Root)));
        }

        await CheckAsync(checks, "port of the live page", () => Task.FromResult(FreePort()));
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

    private static async Task<string> WriteAndReadAsync(IObjectStore objects, CancellationToken cancellationToken)
    {
        var key = new ObjectKey($"audit/doctor-{Guid.NewGuid():N}");
        await objects.PutAsync(key, "ok"u8.ToArray(), cancellationToken);
        var back = await objects.GetAsync(key, cancellationToken);
        await objects.DeleteAsync(key, cancellationToken);
        return back is not null && back.Content.Span.SequenceEqual("ok"u8)
            ? "written and read back"
            : throw new CommandException("What was written could not be read back. Check the disk.");
    }

    private static string DiskSpace(string root)
    {
        var free = new DriveInfo(root).AvailableFreeSpace;
        return free >= ComfortableBytes
            ? $"{free >> 30} GiB free"
            : throw new CommandException($"Only {free >> 20} MiB are free. Make room, or name a folder on another disk with --data.");
    }

    private static string FreePort()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, LivePagePort);
            listener.Start();
            return $"{LivePagePort} is free";
        }
        catch (SocketException)
        {
            throw new CommandException($"{LivePagePort} is in use. Use --port 0 for any free port, or --port N.");
        }
    }

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
