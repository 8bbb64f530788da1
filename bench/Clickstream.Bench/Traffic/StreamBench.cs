using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Traffic;

/// <summary>Traffic into the stream, beside bare puts of as many bytes and a bare JSON pass over the same events.</summary>
internal static class StreamBench
{
    private const long DefaultEvents = 1_000_000;
    private const double Floor = 300_000;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (raw, data, bare) = (scratch.Folder("raw"), scratch.Folder("data"), scratch.Folder("bare"));
        var events = options.Events ?? DefaultEvents;
        var count = events.ToString(CultureInfo.InvariantCulture);
        await messages.WriteLineAsync("preparing the raw files of the same traffic");
        await ChildRun.MeasureAsync(TrafficWork.Raw, raw, count);
        var usage = (Usage?)null;
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            new Contestant("stream", async () =>
            {
                Scratch.Remove(data);
                usage = await ChildRun.MeasureAsync(TrafficWork.Stream, data, count);
                Scratch.Remove(data);
                return usage;
            }),
            new Contestant("bare puts", async () =>
            {
                Scratch.Remove(bare);
                var bytes = usage!.Figures[Figures.Bytes].ToString("F0", CultureInfo.InvariantCulture);
                return await ChildRun.MeasureAsync(BarePuts.Name, bare, bytes);
            }),
            new Contestant("json pass", () => ChildRun.MeasureAsync(JsonPass.Name, raw)));
        var (ours, puts, json) = (contestants[0], contestants[1], contestants[2]);
        var rate = ours.Figure(Figures.Events) / ours.Wall;
        return new Report("synthetic traffic into the stream", events, contestants)
        {
            Columns = [Column.EventRate, Column.CpuOfEvent, Column.ByteRate],
            Ratios =
            [
                new Ratio("wall_to_bare_puts", "wall, to bare puts of as many bytes", ours.Wall / puts.Wall),
                new Ratio("wall_to_json_pass", "wall, to a JSON pass of one thread", ours.Wall / json.Wall),
                new Ratio("cpu_to_json_pass", "CPU, to a JSON pass", ours.Cpu / json.Cpu),
            ],
            Goals = [new Goal("at least 300,000 events/s into the stream", rate, "events/s", rate >= Floor)],
        };
    }
}
