using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;

namespace Clickstream.Bench.Watching;

/// <summary>What watching costs: a worker with 200 pages open beside the same worker with none, and a week of minutes in one answer.</summary>
internal static class LiveBench
{
    private const long DefaultEvents = 20 * PageWork.EventsPerSecond;
    private const int Watchers = 200;
    private const double MostOfCore = 0.10;
    private const double MostMilliseconds = 1_000;
    private const double MostMegabytes = 100;

    public static async Task<Report> RunAsync(BenchOptions options, TextWriter messages)
    {
        using var scratch = new Scratch();
        var (data, week) = (scratch.Folder("data"), scratch.Folder("week"));
        var events = Math.Max(options.Events ?? DefaultEvents, 10 * PageWork.EventsPerSecond);
        await messages.WriteLineAsync("preparing two weeks of minutes");
        await ChildRun.MeasureAsync(WeekWork.Prepare, week);
        Contestant Run(string name, int watchers) => new(name, () =>
        {
            Scratch.Remove(data);
            return ChildRun.MeasureAsync(
                PageWork.Name, data, events.ToString(CultureInfo.InvariantCulture), watchers.ToString(CultureInfo.InvariantCulture));
        });
        var contestants = await Contest.RunAsync(
            options.Rounds,
            messages,
            Run("200 pages open", Watchers),
            Run("no page open", 0),
            new Contestant("a week of minutes", () => ChildRun.MeasureAsync(WeekWork.Name, week)),
            new Contestant("a week in a browser", () => ChildRun.MeasureAsync(BrowserWork.Name, week)));
        var (watched, alone, minutes, browser) = (contestants[0], contestants[1], contestants[2], contestants[3]);
        var ofCore = (watched.Cpu - alone.Cpu) / watched.Wall;
        var first = minutes.Figure(WeekWork.First);
        return new Report("a worker at 5,000 events/s with pages open, and a week of minutes in one answer", events, contestants)
        {
            Columns =
            [
                Column.Of("updates", PageWork.Updates, "N0"),
                Column.Of("bytes to pages", Figures.Bytes, "N0"),
                Column.Of("week ms", WeekWork.First, "F0"),
                Column.Of("again ms", WeekWork.Again, "F1"),
                Column.Of("filtered ms", WeekWork.Filtered, "F0"),
                Column.Of("week bytes", WeekWork.Plain, "N0"),
                Column.Of("compressed", WeekWork.Compressed, "N0"),
                Column.Of("loading s", WeekWork.Loading, "F1"),
                Column.Of("held MB", WeekWork.Held, "F0"),
                Column.Of("opened ms", BrowserWork.Opened, "F0"),
                Column.Of("heap MB", BrowserWork.Heap, "F1"),
                Column.Of("page MB", BrowserWork.Private, "F0"),
                Column.Of("empty page MB", BrowserWork.PrivateEmpty, "F0"),
            ],
            Goals =
            [
                new Goal("200 pages under 0.10 of a core", ofCore, "cores", ofCore < MostOfCore),
                new Goal("a week with its comparison under 1,000 ms", first, "ms", first < MostMilliseconds),
                new Goal("a page with a week drawn in 1,000 ms", browser.Figure(BrowserWork.Opened), "ms", browser.Figure(BrowserWork.Opened) < MostMilliseconds),
                new Goal("a page with a week under 100 MB", browser.Figure(BrowserWork.Private), "MB", browser.Figure(BrowserWork.Private) < MostMegabytes),
            ],
            Notes =
            [
                "Each page keeps a stream of events open and asks for /api/now and the last hour every five seconds; the pages are another process.",
                "The producer shares the process of the worker in both; an hour of event time passes in 20 s, so each update holds many minutes.",
                "The week is asked for with the week before beside it: two weeks of minutes, of four shards with 210 cells each. Held is what of it stays in memory; loading is what a worker does beside its work when it starts.",
                "In the browser: from the start of the navigation until the week and its comparison are drawn; page MB is what the process of the page shares with no other, empty page MB the same for a page of one word.",
            ],
        };
    }
}
