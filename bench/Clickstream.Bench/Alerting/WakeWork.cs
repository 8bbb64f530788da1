using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Working;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;

namespace Clickstream.Bench.Alerting;

/// <summary>The limit of alerting: the same traffic to readers that do nothing; every record from its arrival to their page.</summary>
internal static class WakeWork
{
    public const string Name = "wake";

    /// <summary>Arguments: data folder, events.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        var events = long.Parse(args[1], CultureInfo.InvariantCulture);
        using var ports = new LocalPorts(args[0]);
        await ports.Stream.CreateIfAbsentAsync(TrafficWork.Shards, default);
        using var stop = new CancellationTokenSource();
        var warm = time.GetUtcNow() + PacedTraffic.WarmUp;
        var shards = await ports.Stream.ListShardsAsync(default);
        var readers = shards.Select(shard => ReadAsync(ports.Stream, shard.Id, warm, stop.Token)).ToList();
        var start = time.GetTimestamp();
        await PacedTraffic.PutAsync(ports.Objects, ports.Stream, events);
        var wall = time.GetElapsedTime(start);
        await stop.CancelAsync();
        var figures = new Latencies((await Task.WhenAll(readers)).SelectMany(latencies => latencies)).ToFigures();
        figures[Figures.Events] = events;
        return Usage.OfThisProcess(wall, figures);
    }

    private static async Task<List<double>> ReadAsync(SqliteEventStream stream, ShardId shard, DateTimeOffset warm, CancellationToken stop)
    {
        var latencies = new List<double>();
        try
        {
            await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, stop))
            {
                using (page)
                {
                    var now = TimeProvider.System.GetUtcNow();
                    var arrivals = page.Records.Select(record => record.ApproximateArrival).Where(arrival => arrival >= warm);
                    latencies.AddRange(arrivals.Select(arrival => (now - arrival).TotalMilliseconds));
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // All is put: the end.
        }

        return latencies;
    }
}
