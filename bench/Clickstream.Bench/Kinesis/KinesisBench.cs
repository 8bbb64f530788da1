using System.Globalization;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Traffic;

namespace Clickstream.Bench.Kinesis;

/// <summary>Our clients of Kinesis beside those that a team would otherwise take, all on the same server on loopback.</summary>
internal static class KinesisBench
{
    private const string Title = "producers and consumers of Kinesis on the same 'clickstream kinesis' on loopback; its CPU is not counted";
    private const long DefaultEvents = 500_000;

    /// <summary>The most CPU, as a share of each peer's.</summary>
    private const double MostCpu = 0.25;

    /// <summary>PUT payload units without aggregation, to those with it.</summary>
    private const double LeastSaving = 30;

    private const string Aggregated = "bench-aggregated";
    private const string Plain = "bench-plain";

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        NodeRun.Require();
        using var scratch = new Scratch();
        await messages.WriteLineAsync("preparing the events, and two streams of them: aggregated, and a record for each event");
        var file = scratch.Folder("events.ndjson");
        var (raw, count) = (scratch.Folder("raw"), options.Events ?? DefaultEvents);
        await ChildRun.MeasureAsync(TrafficWork.Raw, raw, count.ToString(CultureInfo.InvariantCulture));
        var events = await EventFile.PrepareAsync(raw, file);
        Scratch.Remove(raw);
        await using var servers = await KinesisServers.StartAsync(scratch.Folder("data"));
        await FillAsync(servers, Aggregated, PutWork.Aggregated, file);
        await FillAsync(servers, Plain, PutWork.Plain, file);
        var contestants = await Contest.RunAsync(options.Rounds, messages, Contestants(servers, file, events));
        Check(contestants, events);
        return Report(events, contestants);
    }

    private static async Task FillAsync(KinesisServers servers, string stream, string work, string file)
    {
        await servers.CreateAsync(stream);
        await ChildRun.MeasureAsync(work, servers.Kinesis, stream, file);
    }

    private static Contestant[] Contestants(KinesisServers servers, string file, long events)
    {
        var count = events.ToString(CultureInfo.InvariantCulture);
        return
        [
            Put("put, ours", stream => ChildRun.MeasureAsync(PutWork.Aggregated, servers.Kinesis, stream, file)),
            Put("put, ours, not aggregated", stream => ChildRun.MeasureAsync(PutWork.Plain, servers.Kinesis, stream, file)),
            Put("put, aws-sdk js", stream => NodeRun.MeasureAsync("put.js", servers.Kinesis, stream, file)),
            new("poll, ours", () => ChildRun.MeasureAsync(GetWork.Polling, servers.Kinesis, Aggregated, count)),
            new("fan-out, ours", () => ChildRun.MeasureAsync(GetWork.FanOut, servers.Kinesis, Aggregated, count)),
            new("poll, ours, not aggregated", () => ChildRun.MeasureAsync(GetWork.Polling, servers.Kinesis, Plain, count)),
            new("poll, aws-sdk js", () => NodeRun.MeasureAsync("get.js", servers.Kinesis, Plain, count)),
            new("poll, lifion-kinesis", () => NodeRun.MeasureAsync("lifion.js", servers.Kinesis, Plain, count, servers.DynamoDb)),
            Put("fan-out latency, ours", stream => ChildRun.MeasureAsync(FanOutLatencyWork.Name, servers.Kinesis, stream)),
        ];

        Contestant Put(string name, Func<string, Task<Usage>> run) => new(name, async () =>
        {
            const string stream = "bench-put";
            await servers.CreateAsync(stream);
            var usage = await run(stream);
            await servers.DeleteAsync(stream);
            return usage;
        });
    }

    /// <exception cref="InvalidOperationException">Somebody did not see all events, or other ones.</exception>
    private static void Check(IReadOnlyList<Series> contestants, long events)
    {
        foreach (var series in contestants.Where(series => series.Has(Figures.Events)))
        {
            if (series.Figure(Figures.Events) != events || series.Figure(Figures.Bytes) != contestants[0].Figure(Figures.Bytes))
            {
                throw new InvalidOperationException(
                    $"'{series.Name}' had {series.Figure(Figures.Events):N0} events of {series.Figure(Figures.Bytes):N0} bytes; there are {events:N0} "
                    + $"of {contestants[0].Figure(Figures.Bytes):N0}.");
            }
        }
    }

    private static Report Report(long events, IReadOnlyList<Series> contestants)
    {
        if (contestants is not [var put, var putPlain, var sdkPut, var poll, var fanOut, var pollPlain, var sdkPoll, var lifion, var latency])
        {
            throw new InvalidOperationException("The contestants are others than those of the report.");
        }

        var saving = putPlain.Figure(PutWork.Units) / put.Figure(PutWork.Units);
        return new Report(Title, events, contestants)
        {
            Columns =
            [
                CpuOfMillion,
                UnitsOfMillion,
                Column.EventRate,
                Column.Of("p50 ms", Latencies.P50, "F2"),
                Column.Of("p99 ms", Latencies.P99, "F2"),
            ],
            Ratios =
            [
                new Ratio("put_plain_cpu_to_sdk", "CPU of putting without aggregation, to the AWS SDK", putPlain.Cpu / sdkPut.Cpu),
                new Ratio("poll_plain_cpu_to_sdk", "CPU of polling the same records without aggregation, to the AWS SDK", pollPlain.Cpu / sdkPoll.Cpu),
                new Ratio("poll_plain_cpu_to_lifion", "CPU of the same, to lifion-kinesis", pollPlain.Cpu / lifion.Cpu),
                new Ratio("fan_out_p50_ms", "fan-out from put to handler, p50 in ms", latency.Figure(Latencies.P50)),
                new Ratio("fan_out_p99_ms", "fan-out from put to handler, p99 in ms", latency.Figure(Latencies.P99)),
            ],
            Goals =
            [
                Cpu("putting", put, "the AWS SDK", sdkPut),
                Cpu("polling", poll, "the AWS SDK", sdkPoll),
                Cpu("polling", poll, "lifion-kinesis", lifion),
                Cpu("fan-out", fanOut, "the AWS SDK polling", sdkPoll),
                Cpu("fan-out", fanOut, "lifion-kinesis polling", lifion),
                new Goal("at least 30 times fewer PUT payload units than without aggregation", saving, "times fewer", saving >= LeastSaving),
            ],
            Notes =
            [
                $"an event has {put.Figure(Figures.Bytes) / events:F0} bytes; CPU is of the client's process, user and system, start-up included.",
                "the peers put 500 records a call, 4 calls in flight, and get 10,000 a call, the 4 shards side by side; connections stay open.",
                "the peers' records are plain, because that is what their users have; lifion-kinesis converts nothing and waits for nothing.",
                "ours takes every record apart and checks its digest; lifion-kinesis keeps its state in DynamoDB (dynalite, not counted).",
                $"latency: {FanOutLatencyWork.RecordsPerSecond} records/s for {FanOutLatencyWork.Seconds} s, each put alone, the first 3 s left out; "
                    + "putter and handler are one process.",
            ],
        };
    }

    private static Goal Cpu(string what, Series ours, string peer, Series theirs) =>
        new($"at most a quarter of the CPU: {what}, to {peer}", ours.Cpu / theirs.Cpu, "of its CPU", ours.Cpu / theirs.Cpu <= MostCpu);

    private static Column CpuOfMillion { get; } = PerMillion("CPU s/M events", "F2", Figures.Events, series => series.Cpu);

    private static Column UnitsOfMillion { get; } = PerMillion("PUT units/M events", "N0", PutWork.Units, series => series.Figure(PutWork.Units));

    private static Column PerMillion(string header, string format, string figure, Func<Series, double> value) =>
        new(header, format, series => series.Has(figure) ? value(series) * 1e6 / series.Figure(Figures.Events) : null);
}
