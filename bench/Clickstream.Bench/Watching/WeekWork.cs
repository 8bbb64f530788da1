using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;

namespace Clickstream.Bench.Watching;

/// <summary>Two weeks of stored minutes of a shop, read by a page that was just started, and a week of them asked for.</summary>
internal static class WeekWork
{
    public const string Name = "live-week";
    public const string Prepare = "live-week-files";

    public const string Loading = "loading_s";
    public const string Held = "held_mb";
    public const string First = "week_ms";
    public const string Filtered = "filtered_week_ms";
    public const string Again = "week_again_ms";
    public const string Plain = "week_bytes";
    public const string Compressed = "week_compressed_bytes";

    private const int Week = 7 * 24 * 60;
    private const int Shards = 4;
    private static readonly Minute Start = EventTime.From(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)).Minute;
    private static readonly string[] Types = ["add_to_cart", "checkout", "click", "landing", "purchase", "search", "view"];
    private static readonly string[] Devices = ["desktop", "mobile", "tablet"];
    private static readonly string[] Countries = ["AT", "BR", "CA", "DE", "ES", "FR", "GB", "IN", "IT", "JP", "NL", "PL", "SE", "US", "unknown"];

    /// <summary>Writes the minutes as workers do. Arguments: data folder.</summary>
    public static async Task<Usage> PrepareAsync(string[] args)
    {
        var store = new FolderObjectStore(LocalDataFolder.Open(args[0]), TimeProvider.System);
        var random = new Random(7);
        for (var hour = 0; hour < 14 * 24; hour++)
        {
            for (var shard = 0; shard < Shards; shard++)
            {
                var lines = new ArrayBufferWriter<byte>();
                for (var minute = 0; minute < 60; minute++)
                {
                    EngagementLine.Write(Row(new Minute(Start.Number + (hour * 60) + minute), shard, random), lines);
                }

                var content = new MemoryStream();
                await using (var zip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
                {
                    await zip.WriteAsync(lines.WrittenMemory);
                }

                var at = new SequenceNumber((hour + 1).ToString(CultureInfo.InvariantCulture));
                var key = LakeLayout.MicroBatch(LakeLayout.LandingEngagement, new Hour((Start.Number / 60) + hour), Shard(shard), at, at);
                await store.PutAsync(key, content.ToArray(), default);
            }
        }

        return Usage.OfThisProcess(new Dictionary<string, double>());
    }

    /// <summary>Arguments: data folder.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        using var feed = new WorkerFeed();
        var start = time.GetTimestamp();
        await using var view = LiveView.Start(new LiveSources { Feed = feed, Store = new FolderObjectStore(LocalDataFolder.Open(args[0]), time) }, time);
        await view.RefreshAsync(default);
        var figures = new Dictionary<string, double> { [Loading] = time.GetElapsedTime(start).TotalSeconds };
        figures[Held] = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        await using var server = await LiveServer.StartAsync(new LiveOptions { Address = LiveAddress.Default with { Port = 0 } }, view, null, time, default);
        using var client = new HttpClient { BaseAddress = server.Address.Url };
        await AskAsync(client, "api/minutes?minutes=16"); // So that nothing is compiled in what is measured.
        await AskAsync(client, "api/minutes?minutes=16&country=DE");
        (figures[First], figures[Compressed]) = await AskAsync(client, $"api/minutes?minutes={Week}&compare=week");
        (figures[Again], _) = await AskAsync(client, $"api/minutes?minutes={Week}&compare=week");
        (figures[Filtered], _) = await AskAsync(client, $"api/minutes?minutes={Week}&compare=week&country=DE&device=mobile");
        figures[Plain] = (await client.GetByteArrayAsync(new Uri($"api/minutes?minutes={Week}&compare=week", UriKind.Relative))).Length;
        return Usage.OfThisProcess(figures);
    }

    private static async Task<(double Milliseconds, double Bytes)> AskAsync(HttpClient client, string path)
    {
        var time = TimeProvider.System;
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        var start = time.GetTimestamp();
        using var answer = (await client.SendAsync(request)).EnsureSuccessStatusCode();
        var bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
        return (time.GetElapsedTime(start).TotalMilliseconds, bytes);
    }

    private static ShardId Shard(int number) => new(string.Create(CultureInfo.InvariantCulture, $"shardId-{number:D12}"));

    private static MinuteResult Row(Minute minute, int shard, Random random)
    {
        var cells = new List<EngagementCell>();
        foreach (var type in Types)
        {
            foreach (var device in Devices)
            {
                foreach (var country in Countries)
                {
                    if (random.Next(3) > 0)
                    {
                        var revenue = type == "purchase" ? new Dictionary<string, decimal> { ["EUR"] = random.Next(100, 100_000) / 100m } : EngagementCell.NoRevenue;
                        cells.Add(new EngagementCell(type, device, country, random.Next(1, 60), revenue));
                    }
                }
            }
        }

        var users = new HyperLogLog();
        for (var user = 0; user < 600; user++)
        {
            users.Add((ulong)random.NextInt64());
        }

        var events = cells.Sum(cell => cell.Events);
        var pages = TopItems.From(Enumerable.Range(0, 100).Select(page => new TopItem($"https://shop.example/p/{random.Next(1000)}", random.Next(1, 50))), events, 3);
        return new MinuteResult
        {
            Minute = minute,
            Shard = Shard(shard),
            Partial = "1:0:0",
            Through = minute.Number.ToString(CultureInfo.InvariantCulture),
            State = random.Next(50) == 0 ? MinuteState.Restated : MinuteState.Final,
            Events = events,
            Late = random.Next(50) == 0 ? 1 : 0,
            Duplicates = 0,
            Orders = random.Next(20),
            Cells = cells,
            Users = users,
            Sessions = users,
            TopPages = pages,
            TopProducts = pages,
        };
    }
}
