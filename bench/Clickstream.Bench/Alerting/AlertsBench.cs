using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Alerting;

/// <summary>A purchase's way from append to delivered alert at 20,000 events/s, beside that of a record to a bare reader.</summary>
internal static class AlertsBench
{
    private const long DefaultEvents = 15 * PacedTraffic.EventsPerSecond;

    /// <summary>Shorter, nothing would be left after the warm-up.</summary>
    private const long FewestEvents = 5 * PacedTraffic.EventsPerSecond;

    private const double MostMilliseconds = 50;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var data = scratch.Folder("data");
        var events = Math.Max(options.Events ?? DefaultEvents, FewestEvents);
        Contestant Run(string name, string work) => new(name, () =>
        {
            Scratch.Remove(data);
            return ChildRun.MeasureAsync(work, data, events.ToString(CultureInfo.InvariantCulture));
        });
        var contestants = await Contest.RunAsync(
            options.Rounds, messages, Run("alerts", AlertsWork.Name), Run("bare reader", WakeWork.Name));
        var (ours, reader) = (contestants[0], contestants[1]);
        var p99 = ours.Figure(Latencies.P99);
        return new Report("from the append of a purchase to its delivered alert, at 20,000 events/s", events, contestants)
        {
            Columns =
            [
                Column.Of("p50 ms", Latencies.P50, "F2"),
                Column.Of("p90 ms", Latencies.P90, "F2"),
                Column.Of("p99 ms", Latencies.P99, "F2"),
                Column.Of("max ms", Latencies.Max, "F2"),
                Column.Of("measured", "measured", "N0"),
                Column.Of("p99 ms with warm-up", AlertsWork.ColdP99, "F2"),
                Column.EventRate,
            ],
            Ratios = [new Ratio("p99_to_bare_reader", "p99, to a bare reader's", p99 / reader.Figure(Latencies.P99))],
            Goals = [new Goal("p99 under 50 ms", p99, "ms", p99 < MostMilliseconds)],
            Notes =
            [
                "An order's time begins right before its record is put and ends when the file of alerts has it.",
                "Producer and worker share the process and the cores; CPU and memory are of both.",
                "The first 3 s are warm-up (compiling, taking leases), which one column has in.",
                "The time that inputs wait in the producer (at most 100 ms) comes before the append.",
                "The generator makes about 1.1 orders in 100 events.",
            ],
        };
    }
}
