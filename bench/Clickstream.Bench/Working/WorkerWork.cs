using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Core.Enrichment;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Bench.Working;

/// <summary>A worker, with everything it does, until a filled stream is read and settled.</summary>
internal static class WorkerWork
{
    public const string Name = "worker";

    /// <summary>Seconds from the start to the end of the last page.</summary>
    public const string Reading = "reading_s";

    /// <summary>As on the command line.</summary>
    public static TimeSpan LocalFailover { get; } = TimeSpan.FromSeconds(3);

    /// <summary>The worker with every switch of enrichment that needs no file.</summary>
    public const string Enriched = "worker-enriched";

    /// <summary>Arguments: data folder.</summary>
    public static Task<Usage> RunAsync(string[] args) => RunAsync(args, EnrichmentOptions.None);

    /// <summary>Arguments: data folder.</summary>
    public static Task<Usage> RunEnrichedAsync(string[] args) =>
        RunAsync(args, EnrichmentText.ReadSwitches("all", out _) with { Parameters = EnrichmentText.ReadParameters("email,token,gclid", null, out _) });

    private static async Task<Usage> RunAsync(string[] args, EnrichmentOptions enrichment)
    {
        var time = TimeProvider.System;
        using var ports = new LocalPorts(args[0]);
        long lastPage = 0;
        var stream = new ObservedStream(ports.Stream) { PageDone = () => Interlocked.Exchange(ref lastPage, time.GetTimestamp()) };
        var options = new WorkerOptions { UntilIdle = true, Failover = LocalFailover, Pipeline = new PipelineOptions { Enrichment = enrichment } };
        using var worker = new StreamWorker(ports.ForWorker(stream, ports.AlertFile), options, time, NullLogger<StreamWorker>.Instance);
        var start = time.GetTimestamp();
        var summary = await worker.RunAsync(default, default);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = summary.Inputs.Read,
            ["alerts"] = summary.Alerts,
            ["flushes"] = summary.Flushes,
            [Reading] = time.GetElapsedTime(start, lastPage).TotalSeconds,
        });
    }
}
