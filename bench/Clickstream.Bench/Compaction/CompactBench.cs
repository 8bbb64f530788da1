using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Working;

namespace Clickstream.Bench.Compaction;

/// <summary>Micro-batches into Parquet, beside DuckDB doing the same.</summary>
internal static class CompactBench
{
    private const string Title = "micro-batches of three hours into Parquet: read JSON, de-duplicate, sort, partition by hour, Zstandard";
    private const long DefaultEvents = 3_000_000;

    /// <summary>The most memory, as a share of DuckDB's.</summary>
    private const double MostMemory = 0.5;

    /// <exception cref="InvalidOperationException">The two did not find the same rows.</exception>
    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (data, theirs) = (scratch.Folder("data"), scratch.Folder("duckdb"));
        var events = options.Events ?? DefaultEvents;
        await messages.WriteLineAsync("preparing the micro-batches: filling a stream, and running a worker over it");
        await FilledStream.FillAsync(data, events);
        await ChildRun.MeasureAsync(WorkerWork.Name, data);
        Scratch.Remove(Path.Combine(data, "local")); // The stream is not needed any more.
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            new Contestant("ours", () =>
            {
                Scratch.Remove(Path.Combine(data, "curated"));
                return ChildRun.MeasureAsync(CompactWork.Name, data);
            }),
            new Contestant("duckdb", () =>
            {
                Scratch.Remove(theirs);
                return ChildRun.MeasureAsync(DuckDbWork.Name, data, theirs);
            }));
        var (ours, duckDb) = (contestants[0], contestants[1]);
        if (ours.Figure(Figures.Rows) != duckDb.Figure(Figures.Rows))
        {
            throw new InvalidOperationException(
                $"We wrote {ours.Figure(Figures.Rows)} rows and DuckDB {duckDb.Figure(Figures.Rows)}; they must be the same.");
        }

        var (wall, peak) = (ours.Wall / duckDb.Wall, ours.PeakMegabytes / duckDb.PeakMegabytes);
        return new Report(Title, events, contestants)
        {
            Columns = [Column.Of("rows", Figures.Rows, "N0"), Column.Of("bytes", Figures.Bytes, "N0")],
            Ratios =
            [
                new Ratio("wall", "wall, to DuckDB", wall),
                new Ratio("cpu", "CPU, to DuckDB", ours.Cpu / duckDb.Cpu),
                new Ratio("peak_mb", "peak memory, to DuckDB", peak),
                new Ratio("bytes", "bytes of Parquet, to DuckDB", ours.Figure(Figures.Bytes) / duckDb.Figure(Figures.Bytes)),
            ],
            Goals =
            [
                new Goal("no slower than DuckDB", wall, "of its time", wall <= 1),
                new Goal("under half of DuckDB's peak memory", peak, "of its memory", peak < MostMemory),
            ],
            Notes =
            [
                "ours also makes dim_users and engagement, and publishes with manifests; bytes and rows are of fact_clicks alone.",
                "Both have as many threads as there are cores, and both processes are .NET, whose own memory is in both peaks.",
            ],
        };
    }
}
