using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Working;
using Clickstream.Producer.Generate;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Bench.Watching;

/// <summary>A producer at a steady rate, a worker and its live page in one process, with pages open or without.</summary>
internal static class PageWork
{
    public const string Name = "live-page";

    /// <summary>A share of what the machine does at this rate is left for what is measured.</summary>
    public const int EventsPerSecond = 5_000;

    /// <summary>Server-sent events that all watchers together took in.</summary>
    public const string Updates = "updates";

    /// <summary>Arguments: data folder, events, watchers.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        var (events, watchers) = (long.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
        using var ports = new LocalPorts(args[0]);
        await ports.Stream.CreateIfAbsentAsync(TrafficWork.Shards, default);
        using var feed = new WorkerFeed();
        var workerPorts = ports.ForWorker(ports.Stream, ports.AlertFile);
        await using var view = LiveView.Start(new LiveSources { Feed = feed, Store = ports.Objects, Leases = workerPorts.Leases }, time);
        await using var server = await LiveServer.StartAsync(new LiveOptions { Address = LiveAddress.Default with { Port = 0 } }, view, null, time, default);
        var producing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new WorkerOptions { UntilIdle = true, InputsEnd = producing.Task, Failover = WorkerWork.LocalFailover };
        using var worker = new StreamWorker(workerPorts, options, time, NullLogger<StreamWorker>.Instance, feed);
        var running = worker.RunAsync(default, default);
        var seconds = (events / EventsPerSecond).ToString(CultureInfo.InvariantCulture);
        var watching = watchers == "0" ? null : ChildRun.MeasureAsync(WatcherWork.Name, server.Address.Url.ToString(), watchers, seconds);
        var pace = new StreamGeneratorOptions { EventsPerSecond = EventsPerSecond };
        var start = time.GetTimestamp();
        await new StreamGenerator(new GenerateOptions { Events = events, Hours = 1 }, pace, ports.Objects, ports.Stream, time).RunAsync(null, default, default);
        var wall = time.GetElapsedTime(start);
        var seen = watching is null ? null : await watching;
        producing.SetResult();
        var summary = await running;
        var figures = new Dictionary<string, double> { [Figures.Events] = summary.Inputs.Read };
        if (seen is not null)
        {
            figures[Updates] = seen.Figures[Updates];
            figures[Figures.Bytes] = seen.Figures[Figures.Bytes];
        }

        return Usage.OfThisProcess(wall, figures);
    }
}
