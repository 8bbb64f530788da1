using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Producer.Collect;
using Clickstream.Producer.Collect.Browser;
using Clickstream.Stream.Live.Metrics;
using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream collect</c>: events over HTTP into the stream.</summary>
internal static class CollectCommand
{
    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "collect",
            "Take events over HTTP and put them into the stream. POST /events takes one JSON object, lines or an array, plain, gzip or zstd; GET /pixel.gif?event_type=view "
            + "takes one from its query. Libraries of Segment and RudderStack (/v1/track and so on) and of Snowplow (POST /com.snowplowanalytics.snowplow/tp2, GET /i) send to it by its host "
            + "alone, and /clickstream.js is a script for pages, integrity " + BrowserScript.Integrity + ". It answers 200 when the events are in its spool, durably; they go to the stream from there, in order, also after a kill and when "
            + "the stream was away. /healthz, /readyz and /metrics tell how it is. Try: curl -d '{\"event_type\":\"view\"}' http://127.0.0.1:5081/events. "
            + "Ctrl-C takes no more and drains; a second one stops at once.");
        var options = new CollectOptionsSet();
        options.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, options));
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CollectOptionsSet set)
    {
        using var metrics = new MetricsPage();
        var options = set.Read(context) with { RenderMetrics = metrics.Render, MetricsContentType = MetricsPage.ContentType };
        await using var backend = await context.OpenBackendAsync();
        using var logging = StreamCommand.CreateLogging(context, LogLevel.Information);
        CollectProgress summary;
        await using (var collector = await StartAsync(context, options, backend, logging))
        {
            Announce(context, collector, options);
            summary = await CollectAsync(context, backend, collector);
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(summary));
        }
        else
        {
            context.Terminal.Output.WriteLine(Text(summary));
        }

        if (summary.Waiting > 0)
        {
            context.Terminal.Messages.WriteLine(
                $"{summary.Waiting:N0} events are still in the spool {options.SpoolFolder}. Start the collector again with the same spool, and they go to the stream.");
        }

        return summary.Waiting == 0 && summary.Lost == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<Collector> StartAsync(CommandContext context, CollectOptions options, Backend backend, ILoggerFactory logging)
    {
        try
        {
            var ports = new CollectPorts { Stream = backend.StreamAsync, Objects = backend.Objects };
            return await Collector.StartAsync(options, ports, logging, context.Terminal.Time, context.Drain);
        }
        catch (CollectException fault)
        {
            throw new CommandException(fault.Message);
        }
    }

    private static async Task<CollectProgress> CollectAsync(CommandContext context, Backend backend, Collector collector)
    {
        using var metricsStop = new CancellationTokenSource();
        // With --json, stdout is for one document.
        var metrics = context.Json ? Task.CompletedTask : backend.ReportMetricsAsync(context.Terminal.Output, metricsStop.Token);
        try
        {
            using var line = context.Terminal.Progress("collect");
            return await collector.RunAsync(new Reporter<CollectProgress>(state => line.Report(Describe(state))), context.Drain, context.Abort);
        }
        finally
        {
            await metricsStop.CancelAsync();
            await metrics;
        }
    }

    private static void Announce(CommandContext context, Collector collector, CollectOptions options) =>
        context.Terminal.Messages.WriteLine(
            $"""
            Collector: http://{collector.Address}/ takes events as '{collector.Producer}', {(options.KeysFile is null ? "from everybody on this machine" : "with the write keys of " + options.KeysFile)}.
            In a page: {BrowserScript.ElementFor(new Uri($"http://{collector.Address}/"), options.KeysFile is null ? null : "WRITE-KEY")}
            Spool: {options.SpoolFolder}. DNT: {Word(options.Privacy.DoNotTrack)}, GPC: {Word(options.Privacy.GlobalPrivacyControl)}.
            """);

    private static string Word(Producer.Collect.Events.PrivacyAction action) => action.ToString().ToLowerInvariant();

    private static string Describe(CollectProgress state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{state.Accepted:N0} accepted, {state.Refused:N0} refused, {state.Put:N0} put, {state.Waiting:N0} in the spool{(state.StreamFault is null ? "" : "; the stream takes nothing")}");

    private static string Text(CollectProgress summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Accepted:N0} events accepted in {summary.Requests:N0} requests in {summary.Duration.TotalSeconds:F1} s, {summary.Refused:N0} refused, {summary.Dropped:N0} dropped; "
        + $"{summary.Put:N0} put into the stream, {summary.Waiting:N0} in the spool, {summary.Lost:N0} lost.");

    private static JsonObject ToJson(CollectProgress summary) => new()
    {
        ["requests"] = summary.Requests,
        ["accepted"] = summary.Accepted,
        ["refused"] = summary.Refused,
        ["dropped"] = summary.Dropped,
        ["put"] = summary.Put,
        ["in_spool"] = summary.Waiting,
        ["lost"] = summary.Lost,
        ["seconds"] = summary.Duration.TotalSeconds,
    };
}
