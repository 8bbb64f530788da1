using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Core.Privacy;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream stream</c>: the worker, with the live page.</summary>
internal static class StreamCommand
{
    private static readonly Option<bool> UntilIdle = new("--until-idle") { Description = "End with 0 when everything in the stream is read and settled." };
    private static readonly Option<string?> WorkerName = new("--worker") { Description = "The worker's name in the lease table; one is made if not given.", HelpName = "NAME" };
    private static readonly Option<bool> FromLatest = new("--from-latest") { Description = "In a stream that was never read: begin with what arrives from now on." };
    private static readonly Option<DateTimeOffset?> From = TimeOption.Create(
        "--from", "In a stream that was never read: begin with what arrived at this time or later (ISO 8601; UTC if it names no offset).");

    private static readonly Option<double> FlushAge = new("--flush-age") { Description = "Seconds until what was read is written as micro-batches.", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> IdleTimeout = new("--idle-timeout") { Description = "Seconds after which a silent shard no longer holds minutes back.", DefaultValueFactory = _ => 30 };

    private static readonly Option<double?> ClaimWindow = new("--claim-window")
    {
        Description = "Seconds until the claim of an alert that was not completed passes to another worker; 900. Give it to every worker of the folder; with --backend aws it is claim_window_seconds of the configuration.",
        HelpName = "SECONDS",
    };

    private static readonly Option<AddressPolicy> Ip = new("--ip")
    {
        Description = "What is stored of visitors' IP addresses: keep, truncate (IPv4 to /24, IPv6 to /48) or drop. Give it to every worker.",
        DefaultValueFactory = _ => AddressPolicy.Keep,
        HelpName = "keep|truncate|drop",
    };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "stream",
            "The worker: takes its share of the shards and turns them into per-minute engagement, purchase alerts (DIR/alerts.jsonl) and micro-batches. "
            + "Start several to share the shards; kill any, and the others take over. Serves the live page.");
        var live = new LiveOptionsSet();
        var webhook = new WebhookOptionsSet();
        var rules = new RulesOptionsSet();
        var enrichment = new EnrichmentOptionsSet();
        foreach (var option in new Option[] { UntilIdle, WorkerName, FromLatest, From, FlushAge, IdleTimeout, ClaimWindow, Ip })
        {
            command.Options.Add(option);
        }

        enrichment.AddTo(command);
        live.AddTo(command);
        webhook.AddTo(command);
        rules.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, (live, webhook, rules, enrichment)));
    }

    /// <summary>The log of a long-running command: plain lines on stderr.</summary>
    public static ILoggerFactory CreateLogging(CommandContext context, LogLevel level) =>
        LoggerFactory.Create(logging => logging.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning).AddProvider(new Terminal.TerminalLog(context.Terminal)));

    private static async Task<ExitCode> RunAsync(
        CommandContext context, (LiveOptionsSet Live, WebhookOptionsSet Webhook, RulesOptionsSet Rules, EnrichmentOptionsSet Enrichment) sets)
    {
        var (options, page, channel) = (Read(context), sets.Live.Read(context), sets.Webhook.Create(context, context.Terminal.Time));
        await using var backend = await context.OpenBackendAsync();
        SetClaimWindow(context, backend);
        options = options with
        {
            Pipeline = options.Pipeline with { Rules = await sets.Rules.ReadAsync(context, backend), Enrichment = sets.Enrichment.Read(context, backend) },
        };
        using var logging = CreateLogging(context, LogLevel.Information);
        await using var worker = await LiveWorker.StartAsync(backend, new LiveStartOptions(page, channel, options.Pipeline.Rules), logging, context.Drain);
        context.Terminal.Messages.WriteLine($"Live page: {worker.Page}");
        var summary = await RunAsync(context, backend, worker, options);
        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(summary));
        }
        else
        {
            context.Terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{summary.Inputs.Read:N0} inputs from {summary.Records:N0} records in {summary.Duration.TotalSeconds:F1} s: {summary.Inputs.Landed:N0} landed, "
                + $"{summary.Inputs.Quarantined:N0} quarantined, {summary.Inputs.Late:N0} late, {summary.Alerts:N0} alerts."));
        }

        return ExitCode.Done;
    }

    private static void SetClaimWindow(CommandContext context, Backend backend)
    {
        if (context.Get(ClaimWindow) is not { } seconds)
        {
            return;
        }

        if (backend is not LocalBackend local)
        {
            throw new UsageException("--claim-window is of a data folder. On AWS set claim_window_seconds in the configuration, where workers and functions share it.");
        }

        local.ClaimWindow = seconds is >= 30 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException("--claim-window is between 30 and 86,400 seconds; a worker must be done with an alert within it.");
    }

    private static WorkerStart StartOf(CommandContext context) => (context.Get(From), context.Get(FromLatest)) switch
    {
        ({ }, true) => throw new UsageException("--from and --from-latest say two different things; give one."),
        ({ } time, false) => WorkerStart.At(time),
        (null, true) => WorkerStart.Latest,
        _ => WorkerStart.Oldest,
    };

    private static async Task<WorkerSummary> RunAsync(CommandContext context, Backend backend, LiveWorker worker, WorkerOptions options)
    {
        using var metricsStop = new CancellationTokenSource();
        // With --json, stdout is for one document.
        var metrics = context.Json ? Task.CompletedTask : backend.ReportMetricsAsync(context.Terminal.Output, metricsStop.Token);
        try
        {
            return await worker.RunAsync(options, context.Drain, context.Abort);
        }
        finally
        {
            await metricsStop.CancelAsync();
            await metrics;
        }
    }

    private static WorkerOptions Read(CommandContext context)
    {
        var options = new WorkerOptions
        {
            WorkerId = context.Get(WorkerName),
            UntilIdle = context.Get(UntilIdle),
            Start = StartOf(context),
            FlushAge = TimeSpan.FromSeconds(context.Get(FlushAge)),
            IdleTimeout = TimeSpan.FromSeconds(context.Get(IdleTimeout)),
            Pipeline = new PipelineOptions { Addresses = context.Get(Ip) },
        };
        return options.Validate() is { Count: > 0 } problems ? throw new UsageException(string.Join(Environment.NewLine, problems)) : options;
    }

    private static JsonObject ToJson(WorkerSummary summary) => new()
    {
        ["records"] = summary.Records,
        ["read"] = summary.Inputs.Read,
        ["landed"] = summary.Inputs.Landed,
        ["quarantined"] = summary.Inputs.Quarantined,
        ["duplicates"] = summary.Inputs.Duplicates,
        ["late"] = summary.Inputs.Late,
        ["redelivered"] = summary.Inputs.Redelivered,
        ["misplaced"] = summary.Inputs.Misplaced,
        ["alerts"] = summary.Alerts,
        ["flushes"] = summary.Flushes,
        ["leases_lost"] = summary.LeasesLost,
        ["seconds"] = summary.Duration.TotalSeconds,
    };
}
