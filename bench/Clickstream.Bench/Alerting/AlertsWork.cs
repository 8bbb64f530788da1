using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Working;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Bench.Alerting;

/// <summary>A producer at a steady rate and a worker in one process; every purchase from its append to its delivered alert.</summary>
internal static class AlertsWork
{
    public const string Name = "alerts";

    /// <summary>The same percentile with the start-up.</summary>
    public const string ColdP99 = "p99_with_warm_up_ms";

    /// <summary>Arguments: data folder, events.</summary>
    /// <exception cref="InvalidOperationException">An alert was of an order that was never put.</exception>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        var events = long.Parse(args[1], CultureInfo.InvariantCulture);
        using var ports = new LocalPorts(args[0]);
        await ports.Stream.CreateIfAbsentAsync(TrafficWork.Shards, default);
        var orders = new OrderTimes(time);
        var channel = new TimedAlertChannel(ports.AlertFile, orders, time);
        var producing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new WorkerOptions { UntilIdle = true, InputsEnd = producing.Task, Failover = WorkerWork.LocalFailover };
        using var worker = new StreamWorker(ports.ForWorker(ports.Stream, channel), options, time, NullLogger<StreamWorker>.Instance);
        var running = worker.RunAsync(default, default);
        var start = time.GetTimestamp();
        await PacedTraffic.PutAsync(ports.Objects, new ObservedStream(ports.Stream) { Putting = orders.Putting }, events);
        var wall = time.GetElapsedTime(start);
        producing.SetResult();
        var summary = await running;
        if (channel.Unknown > 0)
        {
            throw new InvalidOperationException($"{channel.Unknown} alerts are of orders that were not seen going in.");
        }

        var warm = start + (long)(PacedTraffic.WarmUp.TotalSeconds * time.TimestampFrequency);
        var figures = channel.Since(warm).ToFigures();
        figures[ColdP99] = channel.Since(0).At(0.99);
        figures["alerts"] = summary.Alerts;
        figures[Figures.Events] = summary.Inputs.Read;
        return Usage.OfThisProcess(wall, figures);
    }
}
