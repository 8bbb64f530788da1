using System.Text.Json;
using Clickstream.Core.Engagement;
using Clickstream.Core.Sketches;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class NowApiTests
{
    [Fact]
    public async Task The_funnel_counts_the_events_of_each_step()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Row(0, ("view", 100), ("product_added", 20), ("cart", 20), ("begin_checkout", 10), ("purchase", 5), ("search", 50)));
        host.Feed.Publish(Row(-29, ("view", 100)));
        host.Feed.Publish(Row(-30, ("view", 1000))); // Half an hour ends before it.

        var now = await ApiClient.AskAsync(host, "/api/now");
        var funnel = now.GetProperty("funnel");

        Assert.Equal(["view", "cart", "checkout", "purchase"], funnel.EnumerateArray().Select(step => step.GetProperty("step").GetString()));
        Assert.Equal([200, 40, 10, 5], funnel.EnumerateArray().Select(step => step.GetProperty("events").GetInt64()));
        Assert.Equal("null,0.2,0.25,0.5", string.Join(',', funnel.EnumerateArray().Select(step => step.GetProperty("of_previous").GetRawText())));
        Assert.Equal(0.025, funnel[3].GetProperty("of_first").GetDouble());
    }

    [Fact]
    public async Task Active_users_are_counted_once_over_each_window()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0, events: 10));
        host.Feed.Publish(Rows.Minute(-4, events: 20, shard: 1));
        host.Feed.Publish(Rows.Minute(-29, events: 50));
        host.Feed.Publish(Rows.Minute(-30, events: 90));

        var active = (await ApiClient.AskAsync(host, "/api/now?minutes=1")).GetProperty("active");

        Assert.Equal((20, 50), (active.GetProperty("users_5").GetInt64(), active.GetProperty("users_30").GetInt64()));
    }

    [Fact]
    public async Task Top_pages_and_products_are_merged_with_the_bound_of_their_error()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0) with { TopPages = Top(3, ("https://a.example/p/1", 8), ("https://b.example/p/1", 4), ("https://a.example/", 9)), TopProducts = Top(0, ("p1", 2)) });
        host.Feed.Publish(Rows.Minute(-1) with { TopPages = Top(2, ("https://a.example/p/1", 1)), TopProducts = Top(0, ("p2", 2), ("p1", 1)) });

        var now = await ApiClient.AskAsync(host, "/api/now?minutes=5");

        Assert.Equal("/p/1 13 / 9", string.Join(' ', now.GetProperty("pages").GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("name")} {item.GetProperty("count")}")));
        Assert.Equal(5, now.GetProperty("pages").GetProperty("max_error").GetInt64());
        Assert.Equal("p1 3 p2 2", string.Join(' ', now.GetProperty("products").GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("name")} {item.GetProperty("count")}")));
    }

    [Fact]
    public async Task A_filter_leaves_out_what_is_not_kept_by_dimension()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0, events: 10));

        var now = await ApiClient.AskAsync(host, "/api/now?country=DE");

        Assert.Equal((2, 2), (now.GetProperty("events").GetInt64(), now.GetProperty("purchases").GetInt64()));
        Assert.Equal(10.5, now.GetProperty("revenue")[0].GetProperty("amount").GetDouble());
        Assert.All(["active", "pages", "products", "orders"], name => Assert.Equal(JsonValueKind.Null, now.GetProperty(name).ValueKind));
    }

    private static MinuteResult Row(int offset, params (string Type, long Events)[] types) => Rows.Minute(offset) with
    {
        Events = types.Sum(type => type.Events),
        Cells = [.. types.OrderBy(type => type.Type, StringComparer.Ordinal).Select(type => new EngagementCell(type.Type, "mobile", "DE", type.Events, EngagementCell.NoRevenue))],
    };

    private static TopItems Top(long error, params (string Name, long Count)[] items) =>
        TopItems.From(items.Select(item => new TopItem(item.Name, item.Count)), items.Sum(item => item.Count), error);
}
