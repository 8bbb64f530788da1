using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Traffic;

namespace Clickstream.Bench.Working;

/// <summary>A filled stream through the worker, beside a bare JSON pass over the same events.</summary>
internal static class WorkerBench
{
    private const long DefaultEvents = 1_000_000;
    private const double Floor = 300_000;
    private const double MostMegabytes = 600;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (raw, data) = (scratch.Folder("raw"), scratch.Folder("data"));
        var events = options.Events ?? DefaultEvents;
        await messages.WriteLineAsync("preparing the stream, and the raw files of the same traffic");
        await FilledStream.FillAsync(data, events);
        await ChildRun.MeasureAsync(TrafficWork.Raw, raw, events.ToString(CultureInfo.InvariantCulture));
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            new Contestant("worker", () =>
            {
                FilledStream.Reset(data);
                return ChildRun.MeasureAsync(WorkerWork.Name, data);
            }),
            new Contestant("json pass", () => ChildRun.MeasureAsync(JsonPass.Name, raw)));
        var (ours, json) = (contestants[0], contestants[1]);
        var rate = ours.Figure(Figures.Events) / ours.Wall;
        return new Report("a filled stream through the worker: minutes, alerts, micro-batches, checkpoints", events, contestants)
        {
            Columns = [Column.EventRate, Column.CpuOfEvent, Column.Of("reading s", WorkerWork.Reading, "F2"), ReadingRate],
            Ratios =
            [
                new Ratio("wall_to_json_pass", "wall, to a JSON pass of one thread", ours.Wall / json.Wall),
                new Ratio("cpu_to_json_pass", "CPU, to a JSON pass", ours.Cpu / json.Cpu),
            ],
            Goals =
            [
                new Goal("at least 300,000 events/s through everything", rate, "events/s", rate >= Floor),
                new Goal("under 600 MB", ours.PeakMegabytes, "MB", ours.PeakMegabytes < MostMegabytes),
            ],
            Notes =
            [
                "wall is from the start of the worker to its end: leases, reading, the last flush, and finding that all is read.",
                "reading is from the start to the end of the last page, without the last flush.",
            ],
        };
    }

    private static Column ReadingRate { get; } = new(
        "events/s reading",
        "N0",
        series => series.Has(WorkerWork.Reading) ? series.Figure(Figures.Events) / series.Figure(WorkerWork.Reading) : null);
}
