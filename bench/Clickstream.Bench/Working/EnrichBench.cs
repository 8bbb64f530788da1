using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Working;

/// <summary>A filled stream through the worker with enrichment, beside the worker without.</summary>
internal static class EnrichBench
{
    private const long DefaultEvents = 1_000_000;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var data = scratch.Folder("data");
        var events = options.Events ?? DefaultEvents;
        await messages.WriteLineAsync("preparing the stream");
        await FilledStream.FillAsync(data, events);
        var contestants = await Contest.RunAsync(
            options.Rounds, messages, Worker("enriched", WorkerWork.Enriched, data), Worker("plain", WorkerWork.Name, data));
        var (enriched, plain) = (contestants[0], contestants[1]);
        return new Report("a filled stream through the worker, with and without enrichment", events, contestants)
        {
            Columns = [Column.EventRate, Column.CpuOfEvent],
            Ratios =
            [
                new Ratio("wall_to_plain", "wall, to the worker without", enriched.Wall / plain.Wall),
                new Ratio("cpu_to_plain", "CPU, to the worker without", enriched.Cpu / plain.Cpu),
            ],
            Notes = ["enriched is --enrich all --url-params email,token,gclid; its rows are larger by what is added, and are compressed and written too."],
        };
    }

    private static Contestant Worker(string name, string work, string data) => new(name, () =>
    {
        FilledStream.Reset(data);
        return ChildRun.MeasureAsync(work, data);
    });
}
