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
    private const long DefaultEvents = 1_000_000;

    /// <summary>Lifion-kinesis needs so much time for an event that it gets a part of them.</summary>
    private const int LifionPart = 5;

    /// <summary>The most CPU, as a share of each peer's.</summary>
    private const double MostCpu = 0.25;

    /// <summary>PUT payload units without aggregation, to those with it.</summary>
    private const double LeastSaving = 30;

    private const string Aggregated = "bench-aggregated";
    private const string Plain = "bench-plain";
    private const string PlainPart = "bench-plain-part";

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
        var part = scratch.Folder("part.ndjson");
        await EventFile.TakeAsync(file, part, events / LifionPart);
        await FillAsync(servers, PlainPart, PutWork.Plain, part);
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
        var part = (events / LifionPart).ToString(CultureInfo.InvariantCulture);
        return
        [
            Put("put", stream => ChildRun.MeasureAsync(PutWork.Aggregated, servers.Kinesis, stream, file)),
            Put("put plain", stream => ChildRun.MeasureAsync(PutWork.Plain, servers.Kinesis, stream, file)),
            Put("put aws sdk", stream => NodeRun.MeasureAsync("put.js", servers.Kinesis, stream, file)),
            new("poll", () => ChildRun.MeasureAsync(GetWork.Polling, servers.Kinesis, Aggregated, count)),
            new("fan out", () => ChildRun.MeasureAsync(GetWork.FanOut, servers.Kinesis, Aggregated, count)),
            new("poll plain", () => ChildRun.MeasureAsync(GetWork.Polling, servers.Kinesis, Plain, count)),
            new("poll aws sdk", () => NodeRun.MeasureAsync("get.js", servers.Kinesis, Plain, count)),
            new("poll lifion", () => NodeRun.MeasureAsync("lifion.js", servers.Kinesis, PlainPart, part, servers.DynamoDb)),
            Put("fan out latency", stream => ChildRun.MeasureAsync(FanOutLatencyWork.Name, servers.Kinesis, stream)),
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
        var bytes = contestants[0].Figure(Figures.Bytes);
        foreach (var series in contestants.Where(series => series.Has(Figures.Events)))
        {
            var (itsEvents, itsBytes) = (series.Figure(Figures.Events), series.Figure(Figures.Bytes));
            if (itsEvents != events / LifionPart && (itsEvents != events || itsBytes != bytes))
            {
                throw new InvalidOperationException(
                    $"'{series.Name}' had {itsEvents:N0} events of {itsBytes:N0} bytes; there are {events:N0} of {bytes:N0}.");
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
                new Ratio("put_plain_cpu_to_sdk", "CPU of putting without aggregation, to the AWS SDK", CpuRatio(putPlain, sdkPut)),
                new Ratio("poll_plain_cpu_to_sdk", "CPU of polling without aggregation, to the AWS SDK", CpuRatio(pollPlain, sdkPoll)),
                new Ratio("poll_plain_cpu_to_lifion", "CPU of polling without aggregation, to lifion-kinesis", CpuRatio(pollPlain, lifion)),
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
                "without a name beside it, it is ours; plain is a record for each event; the AWS SDK is that for JavaScript.",
                "the peers put 500 records a call, 4 calls in flight, and get 10,000 a call, the 4 shards side by side; connections stay open.",
                "the peers' records are plain, because that is what their users have; lifion-kinesis converts nothing and waits for nothing.",
                "ours takes every record apart and checks its digest; lifion-kinesis keeps its state in DynamoDB (dynalite, not counted), "
                    + $"and has 1/{LifionPart} of the events.",
                "the limits of shards are off: nobody throttles, and nobody waits for a shard.",
                "putting costs us a digest (MD5 in lanes) and a hash of the body (SHA-256) of every byte, and 0.4 s to start and compile; "
                    + "a fifth is the kernel's. Records of 96 KiB for 48, built where they stand, took 11 % off; twice as large gives 3 % more. "
                    + "More shards, code that is compiled quickly at first, completions on the sockets' threads, and a collector on the same thread change nothing or cost more.",
                $"latency: {FanOutLatencyWork.RecordsPerSecond} records/s for {FanOutLatencyWork.Seconds} s, each put alone, the first 3 s left out; "
                    + "putter and handler are one process.",
            ],
        };
    }

    private static Goal Cpu(string what, Series ours, string peer, Series theirs) =>
        new($"at most a quarter of the CPU: {what}, to {peer}", CpuRatio(ours, theirs), "of its CPU", CpuRatio(ours, theirs) <= MostCpu);

    /// <summary>By event, because not all have as many of them.</summary>
    private static double CpuRatio(Series ours, Series theirs) =>
        ours.Cpu / ours.Figure(Figures.Events) / (theirs.Cpu / theirs.Figure(Figures.Events));

    private static Column CpuOfMillion { get; } = PerMillion("CPU s/M events", "F2", Figures.Events, series => series.Cpu);

    private static Column UnitsOfMillion { get; } = PerMillion("PUT units/M events", "N0", PutWork.Units, series => series.Figure(PutWork.Units));

    private static Column PerMillion(string header, string format, string figure, Func<Series, double> value) =>
        new(header, format, series => series.Has(figure) ? value(series) * 1e6 / series.Figure(Figures.Events) : null);
}
