using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Compaction;

/// <summary>How time and memory of a compaction grow with the events of three hours.</summary>
internal static class GrowthBench
{
    private const long DefaultMost = 10_000_000;
    private const double LinearShare = 1.25; // Sorting grows a little faster than its input; spilling costs on top.
    private const double MostMegabytes = 1100; // The default of --max-memory is 1 GiB.

    private static readonly long[] Sizes = [1_000_000, 3_000_000, 10_000_000, 30_000_000];

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        var most = options.Events ?? DefaultMost;
        var series = new List<Series>();
        foreach (var events in Sizes.Where(size => size <= most).DefaultIfEmpty(most))
        {
            using var scratch = new Scratch();
            var raw = scratch.Folder("raw");
            await messages.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"preparing {events:N0} events"));
            await RawTraffic.MakeAsync(raw, events);
            series.AddRange(await Contest.RunAsync(options.Rounds, messages, CompactBench.Ours(string.Create(CultureInfo.InvariantCulture, $"{events:N0}"), CompactWork.FromRaw, raw)));
        }

        var (least, greatest) = (series[0], series[^1]);
        var growth = greatest.Cpu / greatest.Figure(Figures.Rows) / (least.Cpu / least.Figure(Figures.Rows));
        return new Report("plain raw files of three hours into Parquet, by the number of events, with the default --max-memory of 1 GiB", most, series)
        {
            Columns =
            [
                Column.Of("rows", Figures.Rows, "N0"),
                Column.Of("bytes", Figures.Bytes, "N0"),
                new Column("rows/s", "N0", one => one.Figure(Figures.Rows) / one.Wall),
                new Column("µs CPU/row", "F2", one => one.Cpu * 1e6 / one.Figure(Figures.Rows)),
            ],
            JsonFigures = [Figures.Bytes, Figures.Rows],
            Goals =
            [
                new Goal("CPU of a row no more than 1.25 times that of the smallest", growth, "times", growth <= LinearShare),
                new Goal("peak memory under 1,100 MB whatever the size", series.Max(one => one.PeakMegabytes), "MB", series.All(one => one.PeakMegabytes < MostMegabytes)),
            ],
            Notes = ["Each figure is of a whole process, from its start, which takes a larger part of the small sizes."],
        };
    }
}
