using System.CommandLine;
using System.Globalization;
using System.Runtime;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Compactor;
using Clickstream.Compactor.Backfill;
using Clickstream.Compactor.Unload;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Lake;
using Clickstream.Core.Privacy;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream compact</c>: micro-batches into Parquet.</summary>
internal static class CompactCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Bring everything up to date, then end. This is the default." };
    private static readonly Option<bool> Watch = new("--watch") { Description = "Go on until Ctrl-C, looking for new micro-batches at an interval." };
    private static readonly Option<double> Interval = new("--interval") { Description = "Seconds between two looks with --watch.", DefaultValueFactory = _ => 10 };
    private static readonly Option<string?> HourText = new("--hour") { Description = "Only this hour of event time, UTC.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<Codec> Compression = new("--codec") { Description = "How Parquet is compressed.", DefaultValueFactory = _ => Codec.Zstandard };
    private static readonly Option<long> Memory = new("--max-memory", "--memory") { Description = "MiB of memory to work with, whatever there is to compact.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<long> FileSize = new("--target-file-size") { Description = "MiB of a data file, where the memory allows it.", DefaultValueFactory = _ => 256 };

    private static readonly Option<string> Engine = new("--engine")
    {
        Description = "What makes fact_clicks: this machine (local), or Athena with UNLOAD (athena; with --backend aws and a database), for hours that one machine should not decode. The version is the same; see docs/lake.md.",
        DefaultValueFactory = _ => "local",
    };

    private static readonly Option<string> From = new("--from") { Description = "What to make fact_clicks from: the micro-batches of the worker, or raw files with no stream in between.", DefaultValueFactory = _ => "landing" };
    private static readonly Option<DirectoryInfo?> Raw = new("--raw") { Description = "With --from raw: raw files elsewhere; only read. Without it, DIR/raw.", HelpName = "DIR" };
    private static readonly Option<AddressPolicy> Ip = new("--ip")
    {
        Description = "With --from raw: what is stored of visitors' IP addresses, keep, truncate or drop; as stream --ip.",
        DefaultValueFactory = _ => AddressPolicy.Keep,
        HelpName = "keep|truncate|drop",
    };

    private static readonly EnrichmentOptionsSet Enrichment = new();

    private static readonly Option<DirectoryInfo?> Spill = new("--spill") { Description = "Where rows go that do not fit in memory; empty afterwards. Without it, DIR/spill, or the temporary folder with --backend aws.", HelpName = "DIR" };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Read what was written again, and compare it, before it is published." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "compact",
            "Roll micro-batches into hourly Parquet: facts, order items, dimensions and engagement by minute. Safe to run at any time, several at once, and to kill.");
        From.AcceptOnlyFromAmong("landing", "raw");
        Engine.AcceptOnlyFromAmong("local", "athena");
        foreach (var option in new Option[] { Once, Watch, Interval, HourText, Compression, Memory, FileSize, Engine, From, Raw, Ip, Spill, Verify })
        {
            command.Options.Add(option);
        }

        Enrichment.AddTo(command);
        return runner.Bind(command, RunAsync);
    }

    /// <summary>Tells of one part that was compacted.</summary>
    public static string Describe(PartResult part) => part.Outcome switch
    {
        CompactOutcome.Failed => $"{part.Table} {part.Hour}: {part.Error}",
        CompactOutcome.UpToDate => $"{part.Table} {part.Hour}: up to date",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{part.Table} {part.Hour}: {part.Rows:N0} rows, {part.Duplicates:N0} duplicates, {part.Bytes:N0} bytes, {part.Seconds:F1} s"),
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(Once) && context.Get(Watch))
        {
            throw new UsageException("--once and --watch exclude each other.");
        }

        if (context.Get(Interval) <= 0)
        {
            throw new UsageException("--interval must be above 0 seconds.");
        }

        // Nobody waits for an answer of this process, and collecting beside the work costs a fifth more processor time and memory.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        await using var backend = await context.OpenBackendAsync();
        await using var metrics = JobMetrics.Start(context, backend);
        var compactor = new Compactor.Compactor(backend.Objects, backend.Time, backend.Catalog);
        var options = Options(context, backend);
        if (context.Get(Watch))
        {
            await compactor.WatchAsync(
                options, TimeSpan.FromSeconds(context.Get(Interval)), new Reporter<CompactResult>(result => Tell(context.Terminal, metrics, result)), context.Drain);
            return ExitCode.Done;
        }

        var outcome = await compactor.CompactAsync(
            options, new Reporter<PartResult>(part => context.Terminal.Messages.WriteLine(Describe(part))), context.Drain);
        metrics.Compacted(outcome);
        TellWarnings(context.Terminal, outcome);
        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(outcome));
        }
        else
        {
            context.Terminal.Output.WriteLine(Summary(outcome));
        }

        return outcome.Succeeded ? ExitCode.Done : ExitCode.Failed;
    }

    private static CompactOptions Options(CommandContext context, Backend backend)
    {
        var isRaw = context.Get(From) == "raw";
        if (!isRaw && (context.Get(Raw) is not null || context.Get(Ip) != AddressPolicy.Keep || Enrichment.IsGiven(context)))
        {
            throw new UsageException("--raw, --ip, --enrich, --geo and --url-params need --from raw; micro-batches are as the worker wrote them.");
        }

        Hour? only = null;
        if (context.Get(HourText) is { } text)
        {
            only = Hour.TryParse(text, out var hour) ? hour : throw new UsageException($"'{text}' is not an hour; write YYYY/MM/DD/HH, for instance 2026/03/01/09.");
        }

        var options = new CompactOptions
        {
            Hour = only,
            Codec = context.Get(Compression),
            MaxMemory = context.Get(Memory) << 20,
            TargetFileSize = context.Get(FileSize) << 20,
            SpillFolder = context.Get(Spill)?.FullName ?? backend.ScratchFolder("spill"),
            Verify = context.Get(Verify),
            Addresses = context.Get(Ip),
            Enrichment = isRaw ? Enrichment.Read(context, backend) : EnrichmentOptions.None,
            Engine = context.Get(Engine) == "athena" ? Athena(backend) : null,
            Raw = !isRaw ? null
                : context.Get(Raw) is { } folder ? new RawSource(LocalBackend.RawFolder(folder), string.Empty)
                : new RawSource(backend.Objects, LakeLayout.Raw),
        };
        return options.Validate().ToArray() is { Length: > 0 } problems ? throw new UsageException(string.Join(Environment.NewLine, problems)) : options;
    }

    private static UnloadEngine Athena(Backend backend) => backend is { Layers: { } layers, Database: { } database }
        ? new UnloadEngine(backend.Sql, new DdlOptions { Database = database, Layers = layers })
        : throw new UsageException("--engine athena needs --backend aws and a configuration that names the database, since Athena reads and writes S3.");

    private static void Tell(CommandTerminal terminal, JobMetrics metrics, CompactResult result)
    {
        metrics.Compacted(result);
        foreach (var part in result.Parts.Where(part => part.Outcome != CompactOutcome.UpToDate))
        {
            terminal.Messages.WriteLine(Describe(part));
        }

        TellWarnings(terminal, result);
    }

    // A severe one is told with its part, which failed.
    private static void TellWarnings(CommandTerminal terminal, CompactResult result)
    {
        foreach (var check in result.FailedChecks.Where(check => !check.IsSevere))
        {
            terminal.Messages.WriteLine($"Warning: {check}");
        }

        if (result.Backfill?.PassedOver is [var first, ..] all)
        {
            terminal.Messages.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Warning: {all.Count:N0} objects are passed over, for instance {first}: a raw object is named …/YYYY/MM/DD/HH/NAME.json or NAME.json.gz, each number with its leading zeros."));
        }
    }

    private static string Summary(CompactResult result)
    {
        var facts = result.Parts.Where(part => part is { Table: "fact_clicks", Outcome: CompactOutcome.Published }).ToList();
        var raw = result.Backfill is not { } backfill ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $"{backfill.Read:N0} inputs from {backfill.Objects:N0} raw objects ({backfill.Before:N0} were done before), {backfill.Quarantined:N0} quarantined; ");
        // An hour may have been published several times in one run; what counts is its last version.
        var last = facts.GroupBy(part => part.Hour).Select(hour => hour.MaxBy(part => part.Version, StringComparer.Ordinal)!).ToList();
        return raw + string.Create(
            CultureInfo.InvariantCulture,
            $"{last.Count} hours published, {last.Sum(part => part.Rows):N0} rows, {last.Sum(part => part.Bytes):N0} bytes, {result.Seconds:F1} s; "
            + $"{result.Parts.Count(part => part.Outcome == CompactOutcome.Failed)} failed.");
    }

    private static JsonObject ToJson(CompactResult result)
    {
        var facts = result.Parts.Where(part => part is { Table: "fact_clicks", Outcome: CompactOutcome.Published }).ToList();
        var (accepted, erased) = (facts.Sum(part => part.Added), facts.Sum(part => part.Erased));
        var quarantined = result.Backfill?.Quarantined ?? 0;
        return new JsonObject
        {
            ["succeeded"] = result.Succeeded,
            ["from"] = result.Backfill is null ? "landing" : "raw",
            ["read"] = facts.Sum(part => part.Inputs) + quarantined,
            ["accepted"] = accepted,
            ["duplicates"] = facts.Sum(part => part.Inputs) - accepted - erased,
            ["erased"] = erased,
            ["quarantined"] = quarantined,
            ["hours"] = facts.Select(part => part.Hour).Distinct().Count(),
            ["raw_objects"] = result.Backfill?.Objects,
            ["raw_objects_before"] = result.Backfill?.Before,
            ["raw_objects_passed_over"] = result.Backfill?.PassedOver.Count,
            ["removed"] = result.Removed,
            ["seconds"] = result.Seconds,
            ["failed_checks"] = new JsonArray([.. result.FailedChecks.Select(QualityCommand.ToJson)]),
            ["parts"] = new JsonArray([.. result.Parts.Select(ToJson)]),
        };
    }

    private static JsonObject ToJson(PartResult part) => new()
    {
        ["table"] = part.Table,
        ["hour"] = part.Hour,
        ["outcome"] = part.Outcome.ToString(),
        ["version"] = part.Version,
        ["rows"] = part.Rows,
        ["added"] = part.Added,
        ["inputs"] = part.Inputs,
        ["duplicates"] = part.Duplicates,
        ["erased"] = part.Erased,
        ["micro_batches"] = part.MicroBatches,
        ["files"] = part.Files,
        ["bytes"] = part.Bytes,
        ["seconds"] = part.Seconds,
        ["error"] = part.Error,
    };
}
