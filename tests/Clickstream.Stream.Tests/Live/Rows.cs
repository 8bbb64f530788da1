using System.Globalization;
using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Tests.Live;

/// <summary>Results and alerts for tests.</summary>
internal static class Rows
{
    public static readonly Minute Noon = new(26_000_000);

    public static ShardId Shard(int number) => new(string.Create(CultureInfo.InvariantCulture, $"shardId-{number:D12}"));

    public static MinuteResult Minute(
        int offset,
        int shard = 0,
        long events = 10,
        long through = 100,
        MinuteState state = MinuteState.Final,
        string partial = "1:0:0")
    {
        var users = new HyperLogLog();
        for (var user = 0; user < events; user++)
        {
            users.Add((ulong)(user + 1) * 0x9E3779B97F4A7C15UL);
        }

        return new MinuteResult
        {
            Minute = new Minute(Noon.Number + offset),
            Shard = Shard(shard),
            Partial = partial,
            Through = through.ToString(CultureInfo.InvariantCulture),
            State = state,
            Events = events,
            Late = 0,
            Duplicates = 1,
            Orders = 2,
            Cells =
            [
                new EngagementCell("purchase", "mobile", "DE", 2, new Dictionary<string, decimal> { ["EUR"] = 10.5m }),
                new EngagementCell("view", "desktop", "FR", events - 2, EngagementCell.NoRevenue),
            ],
            Users = users,
            Sessions = users,
            TopPages = TopItems.From([new TopItem("https://shop.example/p/1?mail=a@b.example", events)], events, 0),
            TopProducts = TopItems.Empty,
        };
    }

    public static Alert Alert(int number) => new(
        $"alert-{number}",
        "purchase",
        $"order-{number}",
        "user-of-the-alert",
        "p1",
        1,
        9.99m,
        "EUR",
        Noon.Start.ToDateTimeOffset(),
        Noon.End.ToDateTimeOffset(),
        "user-of-the-alert bought p1");
}
