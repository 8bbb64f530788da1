using System.Globalization;
using Clickstream.Core.Engagement;
using Clickstream.Core.Hashing;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Engagement;

/// <summary>Results to test with.</summary>
internal static class Results
{
    public static MinuteResult Of(int minute, string shard, string partial, long through, long events) => new()
    {
        Minute = new Minute(minute),
        Shard = new ShardId(shard),
        Partial = partial,
        Through = through.ToString(CultureInfo.InvariantCulture),
        State = MinuteState.Final,
        Events = events,
        Late = 0,
        Duplicates = 1,
        Orders = 2,
        Cells =
        [
            new EngagementCell("purchase", "mobile", "DE", events, new Dictionary<string, decimal> { ["EUR"] = 10.25m * events, ["USD"] = 0.01m }),
            new EngagementCell("view", EngagementCell.Unknown, "US", 0, EngagementCell.NoRevenue),
        ],
        Users = Sketch(events),
        Sessions = Sketch(4),
        TopPages = TopItems.From([new TopItem("/a?\"é", 3), new TopItem("/b", 1)], 4, 0),
        TopProducts = TopItems.Empty,
    };

    private static HyperLogLog Sketch(long things)
    {
        var sketch = new HyperLogLog();
        for (var i = 1; i <= things; i++)
        {
            sketch.Add(Murmur3.Mix64((ulong)i));
        }

        return sketch;
    }
}
