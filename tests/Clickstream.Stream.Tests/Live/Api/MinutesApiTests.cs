using System.Net;
using System.Text.Json;
using Clickstream.Core.Engagement;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class MinutesApiTests
{
    private const int Day = 24 * 60;

    [Fact]
    public async Task A_range_is_columns_that_end_with_the_newest_minute()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(-2, events: 5, state: MinuteState.Restated) with { Late = 3 });
        host.Feed.Publish(Rows.Minute(0, events: 10, state: MinuteState.Early));
        host.Feed.Publish(Rows.Minute(0, shard: 1, events: 20));

        var answer = await AskAsync(host, "/api/minutes?minutes=15");
        var series = answer.GetProperty("series");

        Assert.Equal((Rows.Noon.Number - 14, Rows.Noon.Number + 1, Rows.Noon.Number), (Int(answer, "from"), Int(answer, "to"), Int(answer, "newest")));
        Assert.Equal([5, 0, 30], series.GetProperty("events").Numbers()[^3..]);
        Assert.Equal([3, 0, 0], series.GetProperty("late").Numbers()[^3..]);
        Assert.Equal([3, 0, 1], series.GetProperty("state").Numbers()[^3..]);
        Assert.Equal([2, 0, 4], series.GetProperty("purchases").Numbers()[^3..]);
        Assert.Equal([5, 0, 20], series.GetProperty("users").Numbers()[^3..]);
        Assert.Equal("[10.5,0,21.0]", Tail(series.GetProperty("revenue")[0].GetProperty("amounts")));
        Assert.Equal((35, 3, 6), (Int(answer.GetProperty("totals"), "events"), Int(answer.GetProperty("totals"), "late"), Int(answer.GetProperty("totals"), "orders")));
    }

    [Theory]
    [InlineData("device=mobile", 2, 2, 10.5)]
    [InlineData("device=mobile&device=desktop", 10, 2, 10.5)]
    [InlineData("country=FR", 8, 0, 0)]
    [InlineData("type=view&country=DE", 0, 0, 0)]
    [InlineData("type=purchase", 2, 2, 10.5)]
    [InlineData("country=Atlantis", 0, 0, 0)]
    public async Task Filters_are_by_device_country_and_type_together(string filter, long events, long purchases, double revenue)
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(0, events: 10));
        host.Feed.Publish(Rows.Minute(0, events: 3, shard: 1, through: 1)); // Superseded below.
        host.Feed.Publish(Rows.Minute(0, events: 10, shard: 1, through: 2));

        var answer = await AskAsync(host, "/api/minutes?minutes=15&" + filter);
        var (series, totals) = (answer.GetProperty("series"), answer.GetProperty("totals"));

        Assert.Equal((2 * events, 2 * purchases), (series.GetProperty("events").Numbers()[^1], series.GetProperty("purchases").Numbers()[^1]));
        Assert.Equal(2 * revenue, totals.GetProperty("revenue").EnumerateArray().Sum(money => money.GetProperty("amount").GetDouble()));
        Assert.Equal(JsonValueKind.Null, series.GetProperty("users").ValueKind);
        Assert.Equal(JsonValueKind.Null, series.GetProperty("orders").ValueKind);
    }

    [Fact]
    public async Task Filters_that_divide_the_events_add_up_to_all()
    {
        var random = new Random(7);
        await using var host = await LiveHost.StartAsync();
        var cells = new List<EngagementCell>();
        foreach (var type in new[] { "cart", "purchase", "view" })
        {
            foreach (var device in new[] { "desktop", "mobile" })
            {
                foreach (var country in new[] { "DE", "FR", "unknown" })
                {
                    cells.Add(new EngagementCell(type, device, country, random.Next(1, 100_000), type == "purchase" ? new Dictionary<string, decimal> { ["EUR"] = random.Next() / 100m, [""] = 0.0001m } : EngagementCell.NoRevenue));
                }
            }
        }

        host.Feed.Publish(Rows.Minute(0) with { Cells = cells, Events = cells.Sum(cell => cell.Events) });

        var whole = (await AskAsync(host, "/api/minutes?minutes=15")).GetProperty("totals");
        var (events, revenue) = (0L, 0m);
        foreach (var country in new[] { "DE", "FR", "unknown" })
        {
            var part = (await AskAsync(host, $"/api/minutes?minutes=15&country={country}")).GetProperty("totals");
            events += part.GetProperty("events").GetInt64();
            revenue += part.GetProperty("revenue").EnumerateArray().Sum(money => money.GetProperty("amount").GetDecimal());
        }

        Assert.Equal(whole.GetProperty("events").GetInt64(), events);
        Assert.Equal(whole.GetProperty("revenue").EnumerateArray().Sum(money => money.GetProperty("amount").GetDecimal()), revenue);
    }

    [Fact]
    public async Task Yesterday_and_last_week_are_beside_today()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(-7 * Day, events: 7));
        host.Feed.Publish(Rows.Minute(-Day, events: 3));
        host.Feed.Publish(Rows.Minute(0, events: 10));

        var compare = (await AskAsync(host, "/api/minutes?minutes=15&compare=week&compare=day")).GetProperty("compare");

        Assert.Equal(["day", "week"], compare.EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal([3, 7], compare.EnumerateArray().Select(one => one.GetProperty("series").GetProperty("events").Numbers()[^1]));
    }

    [Fact]
    public async Task Seven_days_are_one_answer_that_is_compressed_and_confirmed()
    {
        await using var host = await LiveHost.StartAsync();
        for (var minute = 0; minute < 14 * Day; minute++)
        {
            host.Feed.Publish(Rows.Minute(minute, events: 2 + (minute % 50)));
        }

        await host.View.RefreshAsync(CancellationToken.None);
        var path = $"/api/minutes?minutes={7 * Day}&compare=week&device=desktop";
        var answer = await AskAsync(host, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var compressed = await host.Client.SendAsync(request);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(compressed.Headers.ETag!);
        using var confirmed = await host.Client.SendAsync(again);

        Assert.Equal(7 * Day, answer.GetProperty("series").GetProperty("events").GetArrayLength());
        Assert.Equal(Enumerable.Range(7 * Day, 7 * Day).Sum(minute => minute % 50), answer.GetProperty("totals").GetProperty("events").GetInt64());
        Assert.Equal(Enumerable.Range(0, 7 * Day).Sum(minute => minute % 50), answer.GetProperty("compare")[0].GetProperty("series").GetProperty("events").Numbers().Sum());
        Assert.Contains("gzip", compressed.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.NotModified, confirmed.StatusCode);

        host.Feed.Publish(Rows.Minute(14 * Day));
        using var changed = await host.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.NotEqual(compressed.Headers.ETag, changed.Headers.ETag);
    }

    [Fact]
    public async Task What_is_no_longer_kept_by_dimension_is_null_and_not_nought()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Publish(Rows.Minute(-20 * Day, events: 10));
        host.Feed.Publish(Rows.Minute(0, events: 10));
        await host.View.RefreshAsync(CancellationToken.None);

        var old = await AskAsync(host, $"/api/minutes?minutes=15&to={Rows.Noon.Number - (20 * Day) + 1}&type=view");
        var whole = await AskAsync(host, $"/api/minutes?minutes=15&to={Rows.Noon.Number - (20 * Day) + 1}");

        Assert.Equal(JsonValueKind.Null, old.GetProperty("series").GetProperty("events")[14].ValueKind);
        Assert.True(Int(old, "cells_from") > Rows.Noon.Number - (20 * Day));
        Assert.Equal(10, whole.GetProperty("series").GetProperty("events").Numbers()[14]);
    }

    [Theory]
    [InlineData("minutes=14")]
    [InlineData("minutes=10081")]
    [InlineData("minutes=x")]
    [InlineData("minutes=60&minutes=61")]
    [InlineData("compare=month")]
    [InlineData("to=-5")]
    public async Task A_parameter_that_cannot_be_read_is_refused(string query)
    {
        await using var host = await LiveHost.StartAsync();

        var problem = await ApiClient.AskAsync(host, "/api/minutes?" + query, HttpStatusCode.BadRequest);

        Assert.Contains(query.Split('=')[0], problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static Task<JsonElement> AskAsync(LiveHost host, string path) => ApiClient.AskAsync(host, path);

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static string Tail(JsonElement array) => $"[{string.Join(',', array.EnumerateArray().TakeLast(3).Select(item => item.GetRawText()))}]";
}
