using System.Globalization;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Traffic;

namespace Clickstream.Bench.Collecting;

/// <summary>The collector on one core, durable and with its stream, beside a bare Kestrel that throws the same bodies away; the load comes from the other core.</summary>
internal static class CollectBench
{
    private const int ServerCore = 0;
    private const int LoadCore = 1;
    private const int Batch = 100;
    private const int SingleConnections = 256; // What waits for one commit shares it, so few connections would measure the disk.
    private const int BatchConnections = 64;
    private const int PacedRate = 1000; // Requests a second: 100,000 events.
    private const int Seconds = 8;
    private const double LeastShare = 0.5;
    private const double MostMilliseconds = 20;
    private const long Sample = 60_000; // Events to choose from.
    private const string ServerCpu = "server_cpu_us_per_event";

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var raw = scratch.Folder("raw");
        await ChildRun.MeasureAsync(TrafficWork.Raw, raw, Sample.ToString(CultureInfo.InvariantCulture));
        var file = scratch.Folder("events.ndjson");
        await EventFile.PrepareAsync(raw, file);
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            Run("single", CollectServerWork.Name, 1, SingleConnections, 0),
            Run("bare single", BareServerWork.Name, 1, SingleConnections, 0),
            Run("batch", CollectServerWork.Name, Batch, BatchConnections, 0),
            Run("bare batch", BareServerWork.Name, Batch, BatchConnections, 0),
            Run("paced batch", CollectServerWork.Name, Batch, BatchConnections, PacedRate),
            Run("bare paced batch", BareServerWork.Name, Batch, BatchConnections, PacedRate));
        return Report(contestants);

        Contestant Run(string name, string server, int batch, int connections, int rate) => new(name, async () =>
        {
            var data = scratch.Folder("data");
            Scratch.Remove(data);
            using var running = await PinnedServer.StartAsync(ServerCore, ChildRun.StartOf(server, data));
            string[] load = [running.Address, file, .. new[] { batch, connections, Seconds, rate }.Select(value => value.ToString(CultureInfo.InvariantCulture))];
            var sent = await ChildRun.MeasureAsync(PinnedServer.OnCore(LoadCore, ChildRun.StartOf(LoadWork.Name, load)), LoadWork.Name);
            var used = await running.StopAsync();
            return Join(name, sent, used);
        });
    }

    // The time and the figures are the load's, the CPU and the memory the server's.
    private static Usage Join(string name, Usage sent, Usage used)
    {
        if (sent.Figures[LoadWork.Failures] > 0)
        {
            throw new InvalidOperationException($"'{name}': {sent.Figures[LoadWork.Failures]} requests were not answered with 200.");
        }

        var figures = new Dictionary<string, double>(sent.Figures) { ["load_cpu_s"] = sent.Cpu };
        if (used.Figures.TryGetValue(CollectServerWork.Put, out var put))
        {
            if (put != used.Figures[Figures.Events] || put < sent.Figures[Figures.Events])
            {
                throw new InvalidOperationException($"'{name}': {used.Figures[Figures.Events]} events were accepted, and {put} are in the stream.");
            }

            figures[ServerCpu] = used.Cpu * 1e6 / put;
        }

        return sent with { Cpu = used.Cpu, PeakMegabytes = used.PeakMegabytes, Figures = figures };
    }

    private static Report Report(IReadOnlyList<Series> contestants)
    {
        if (contestants is not [var single, var bareSingle, var batch, var bareBatch, var paced, var barePaced])
        {
            throw new InvalidOperationException("The contestants are others than those of the report.");
        }

        var (ofSingle, ofBatch) = (Rate(single) / Rate(bareSingle), Rate(batch) / Rate(bareBatch));
        var (p99, pacedEvents) = (paced.Figure(Latencies.P99), Rate(paced) * Batch);
        return new Report("events over HTTP into spool and stream by a collector on one core; the load is on the other", (long)batch.Figure(Figures.Events), contestants)
        {
            Columns =
            [
                new Column("requests/s", "N0", series => Rate(series)),
                Column.EventRate,
                Column.Of("p50 ms", Latencies.P50, "F2"),
                Column.Of("p99 ms", Latencies.P99, "F2"),
                Column.Of("max ms", Latencies.Max, "F1"),
                Column.Of("µs CPU/event", ServerCpu, "F2"),
                Column.Of("load's CPU s", "load_cpu_s", "F1"),
            ],
            Ratios =
            [
                new Ratio("single_to_bare", "requests of one event, to a bare Kestrel that throws them away", ofSingle),
                new Ratio("batch_to_bare", "requests of 100 events, to a bare Kestrel that throws them away", ofBatch),
                new Ratio("paced_p99_to_bare", "p99 at 100,000 events/s, to a bare Kestrel's at the same rate", p99 / barePaced.Figure(Latencies.P99)),
            ],
            Goals =
            [
                new Goal("single events: half of a bare Kestrel", ofSingle, "of it", ofSingle >= LeastShare),
                new Goal("batches: half of a bare Kestrel", ofBatch, "of it", ofBatch >= LeastShare),
                new Goal("100,000 events/s in batches", pacedEvents, "events/s", pacedEvents >= 0.99 * PacedRate * Batch),
                new Goal("with p99 under 20 ms", p99, "ms", p99 < MostMilliseconds),
            ],
            Notes =
            [
                "Every 200 was flushed to disk before; all events are in the embedded stream at the end, which is checked. CPU and memory are the server's, with its stream.",
                "The load is a small program of ours on sockets.",
                "A batch is 27 KB for the bare server, which looks at no byte of it; the collector decodes, judges, spools, aggregates and stores 100 events.",
                "At a steady rate a latency counts from when the request was due.",
            ],
        };
    }

    private static double Rate(Series series) => series.Figure(LoadWork.Requests) / series.Wall;
}
