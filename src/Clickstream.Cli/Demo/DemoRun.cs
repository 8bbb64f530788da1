using System.Globalization;
using Clickstream.Cli.Commands;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Compactor;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Lake;
using Clickstream.Producer.Generate;
using Clickstream.Producer.Replay;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Demo;

/// <summary>The whole of it on one machine: generate, replay and stream at the same time, compact, reconcile.</summary>
internal sealed class DemoRun(Backend backend, DemoOptions options, CommandContext context)
{
    /// <summary>Runs all steps; then, unless told to exit, tells the result and goes on until Ctrl-C.</summary>
    /// <param name="tell">Tells the result.</param>
    public async Task<DemoResult> RunAsync(Func<DemoResult, Task> tell)
    {
        var started = backend.Time.GetTimestamp();
        var oracle = options.Raw is null ? await GenerateAsync() : null;
        using var logging = StreamCommand.CreateLogging(context, LogLevel.Warning);
        await using var worker = await LiveWorker.StartAsync(backend, new LiveStartOptions(options.Live, options.Webhook, Rules), logging, context.Drain);
        Say($"Live page: {worker.Page}");

        await ReplayAndStreamAsync(worker);
        await CompactAsync();
        var proof = await new Reconciler(backend.Objects, await backend.LeasesAsync(context.Drain), backend.Time).ReconcileAsync(context.Drain);
        var alerts = await backend.FollowAlerts()(context.Drain);
        var result = new DemoResult(proof, alerts.Count, oracle, backend.Time.GetElapsedTime(started));
        await worker.RefreshPageAsync(context.Drain);
        await tell(result);
        if (!options.Exit)
        {
            Say($"The worker goes on, and the page stays at {worker.Page} until Ctrl-C. To see it move, in another terminal:");
            Say($"  clickstream generate --to stream --rate 500 --hours 1 --seed 99 --start {DateTimeOffset.UnixEpoch.AddHours(Now().Number):yyyy-MM-ddTHH:00:00Z} {backend.Options}");
            await worker.RunAsync(WorkerOptions(untilIdle: false, Task.CompletedTask), context.Drain, context.Abort);
        }

        return result;
    }

    private Core.Time.Hour Now() => Core.Time.EventTime.From(backend.Time.GetUtcNow()).Hour;

    private async Task<Oracle> GenerateAsync()
    {
        using var line = context.Terminal.Progress("generate");
        var outcome = await new RawGenerator(options.Traffic, backend.Objects, backend.Time)
            .RunAsync(new Reporter<GenerateProgress>(state => line.Report(GenerateCommand.Describe(state))), context.Drain);
        line.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Oracle.Read:N0} inputs {(outcome.WasComplete ? "are there already" : "made")}"));
        return outcome.Oracle;
    }

    // The worker reads while the replay puts, and settles when the replay is through and all is read.
    private async Task ReplayAndStreamAsync(LiveWorker worker)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(context.Abort);
        var replayed = ReplayAsync(abort.Token);
        var streamed = worker.RunAsync(WorkerOptions(untilIdle: true, replayed), context.Drain, abort.Token);
        if (await Task.WhenAny(replayed, streamed) is { IsCompletedSuccessfully: false })
        {
            await abort.CancelAsync();
        }

        await replayed;
        var summary = await streamed;
        context.Drain.ThrowIfCancellationRequested();
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"stream: {summary.Inputs.Read:N0} inputs, {summary.Inputs.Late:N0} late, {summary.Alerts:N0} alerts, {summary.Duration.TotalSeconds:F1} s"));
    }

    private async Task ReplayAsync(CancellationToken abort)
    {
        var raw = options.Raw is { } folder ? LocalBackend.RawFolder(folder) : backend.Objects;
        var replay = new ReplayOptions { RawPrefix = options.Raw is null ? LakeLayout.Raw : string.Empty };
        var replayer = new Replayer(replay, raw, backend.Objects, await backend.StreamAsync(abort), backend.Time);
        using var line = context.Terminal.Progress("replay");
        var outcome = await replayer.RunAsync(new Reporter<ReplayProgress>(state => line.Report(ReplayCommand.Describe(state))), context.Drain, abort);
        if (!outcome.Complete && !context.Drain.IsCancellationRequested)
        {
            throw new CommandException(string.Join(Environment.NewLine, outcome.Problems.Prepend("The replay is not complete:")));
        }
    }

    private async Task CompactAsync()
    {
        var outcome = await new Compactor.Compactor(backend.Objects, backend.Time, backend.Catalog).CompactAsync(new CompactOptions(), null, context.Drain);
        if (outcome.Parts.FirstOrDefault(part => part.Outcome == CompactOutcome.Failed) is { } failed)
        {
            throw new CommandException($"Compaction failed: {CompactCommand.Describe(failed)}");
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"compact: {outcome.Parts.Count} parts, {outcome.Seconds:F1} s"));
    }

    // The demo replays a day on purpose, and shows its alerts.
    private static AlertRules Rules { get; } = AlertRules.Default with { MaxAge = null };

    private WorkerOptions WorkerOptions(bool untilIdle, Task inputsEnd) =>
        new() { UntilIdle = untilIdle, InputsEnd = inputsEnd, Pipeline = new PipelineOptions { Rules = Rules, Enrichment = options.Enrichment } };

    private void Say(string line) => context.Terminal.Messages.WriteLine(line);
}
