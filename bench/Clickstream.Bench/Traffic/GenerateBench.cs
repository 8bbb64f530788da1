using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Traffic;

/// <summary>Traffic to raw files, beside bare writes and a bare JSON pass over the same bytes.</summary>
internal static class GenerateBench
{
    private const long DefaultEvents = 1_000_000;
    private const double Floor = 700_000;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (made, bare) = (scratch.Folder("made"), scratch.Folder("bare"));
        var events = options.Events ?? DefaultEvents;
        var usage = (Usage?)null;
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            new Contestant("generate", async () =>
            {
                Scratch.Remove(made);
                return usage = await ChildRun.MeasureAsync(TrafficWork.Raw, made, events.ToString(CultureInfo.InvariantCulture));
            }),
            new Contestant("bare writes", async () =>
            {
                Scratch.Remove(bare);
                return await ChildRun.MeasureAsync(BareFiles.Name, bare, Text(usage!, Figures.Bytes), Text(usage!, Figures.Files));
            }),
            new Contestant("json pass", () => ChildRun.MeasureAsync(JsonPass.Name, made)));
        var (ours, writes, json) = (contestants[0], contestants[1], contestants[2]);
        var rate = ours.Figure(Figures.Events) / ours.Wall;
        return new Report("synthetic traffic to raw files", events, contestants)
        {
            Columns = [Column.EventRate, Column.CpuOfEvent, Column.ByteRate],
            Ratios =
            [
                new Ratio("wall_to_bare_writes", "wall, to bare writes of the same bytes", ours.Wall / writes.Wall),
                new Ratio("wall_to_json_pass", "wall, to a JSON pass of one thread", ours.Wall / json.Wall),
                new Ratio("cpu_to_json_pass", "CPU, to a JSON pass", ours.Cpu / json.Cpu),
            ],
            Goals = [new Goal("at least 700,000 events/s to raw files", rate, "events/s", rate >= Floor)],
        };
    }

    private static string Text(Usage usage, string figure) => usage.Figures[figure].ToString("F0", CultureInfo.InvariantCulture);
}
