using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Working;

namespace Clickstream.Bench.Compaction;

/// <summary>Plain raw files into Parquet, and micro-batches into Parquet, beside DuckDB doing the same.</summary>
internal static class CompactBench
{
    private const string Title = "JSON of three hours into Parquet: read, de-duplicate, sort, partition by hour, Zstandard; raw files, and micro-batches";
    private const long DefaultEvents = 3_000_000;
    private const double MostTime = 1.0 / 3;
    private const double MostMemory = 1.0 / 8;

    /// <exception cref="InvalidOperationException">The two did not find the same rows.</exception>
    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (raw, data, theirs) = (scratch.Folder("raw"), scratch.Folder("data"), scratch.Folder("duckdb"));
        var events = options.Events ?? DefaultEvents;
        await messages.WriteLineAsync("preparing raw files; then micro-batches: filling a stream, and running a worker over it");
        await RawTraffic.MakeAsync(raw, events);
        await FilledStream.FillAsync(data, events);
        await ChildRun.MeasureAsync(WorkerWork.Name, data);
        Scratch.Remove(Path.Combine(data, "local")); // The stream is not needed any more.
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            Ours("ours", CompactWork.FromRaw, raw),
            Theirs("duckdb", DuckDbWork.FromRaw, raw, theirs),
            Ours("ours landing", CompactWork.FromLanding, data),
            Theirs("duckdb landing", DuckDbWork.FromLanding, data, theirs));
        Compare(contestants[0], contestants[1]);
        Compare(contestants[2], contestants[3]);
        await messages.WriteLineAsync("counting what the queries of the pack read");
        return Describe(events, contestants) with { Tables = [await ScanCount.CompareAsync(data, theirs)] };
    }

    /// <summary>Our compactor over a data folder, of which only the input stays from run to run.</summary>
    public static Contestant Ours(string name, string work, string data) => new(name, () =>
    {
        // Everything but the input, so that each run begins anew.
        foreach (var folder in Directory.GetDirectories(data).Where(folder => Path.GetFileName(folder) is not ("raw" or "landing")))
        {
            Scratch.Remove(folder);
        }

        return ChildRun.MeasureAsync(work, data);
    });

    private static Contestant Theirs(string name, string work, string data, string output) => new(name, () =>
    {
        Scratch.Remove(output);
        return ChildRun.MeasureAsync(work, data, output);
    });

    private static void Compare(Series ours, Series duckDb)
    {
        if (ours.Figure(Figures.Rows) != duckDb.Figure(Figures.Rows))
        {
            throw new InvalidOperationException(
                $"{ours.Name} wrote {ours.Figure(Figures.Rows)} rows and {duckDb.Name} {duckDb.Figure(Figures.Rows)}; they must be the same.");
        }
    }

    private static Report Describe(long events, IReadOnlyList<Series> contestants)
    {
        var (ours, duckDb) = (contestants[0], contestants[1]);
        var (wall, cpu, peak) = (ours.Wall / duckDb.Wall, ours.Cpu / duckDb.Cpu, ours.PeakMegabytes / duckDb.PeakMegabytes);
        var bytes = ours.Figure(Figures.Bytes) / duckDb.Figure(Figures.Bytes);
        var (ourLanding, theirLanding) = (contestants[2], contestants[3]);
        return new Report(Title, events, contestants)
        {
            Columns = [Column.Of("rows", Figures.Rows, "N0"), Column.Of("bytes", Figures.Bytes, "N0")],
            JsonFigures = [Figures.Bytes],
            Ratios =
            [
                new Ratio("wall", "wall, to DuckDB", wall),
                new Ratio("cpu", "CPU, to DuckDB", cpu),
                new Ratio("peak_mb", "peak memory, to DuckDB", peak),
                new Ratio("bytes", "bytes of Parquet, to DuckDB", bytes),
                new Ratio("landing_wall", "micro-batches: wall, to DuckDB", ourLanding.Wall / theirLanding.Wall),
                new Ratio("landing_cpu", "micro-batches: CPU, to DuckDB", ourLanding.Cpu / theirLanding.Cpu),
                new Ratio("landing_peak_mb", "micro-batches: peak memory, to DuckDB", ourLanding.PeakMegabytes / theirLanding.PeakMegabytes),
                new Ratio("landing_bytes", "micro-batches: bytes of Parquet, to DuckDB", ourLanding.Figure(Figures.Bytes) / theirLanding.Figure(Figures.Bytes)),
            ],
            Goals =
            [
                new Goal("a third of DuckDB's time", wall, "of its time", wall <= MostTime),
                new Goal("a third of DuckDB's CPU", cpu, "of its CPU", cpu <= MostTime),
                new Goal("an eighth of DuckDB's peak memory", peak, "of its memory", peak <= MostMemory),
                new Goal("no more bytes than DuckDB", bytes, "of its bytes", bytes <= 1),
            ],
            Notes =
            [
                "each figure is of a whole process, from its start; both are .NET, whose start-up and memory are in both.",
                "ours also makes dim_users and engagement, and publishes with manifests; bytes and rows are of fact_clicks alone.",
                "Both have as many threads as there are cores. DuckDB is told the columns and need not guess them.",
            ],
        };
    }
}
