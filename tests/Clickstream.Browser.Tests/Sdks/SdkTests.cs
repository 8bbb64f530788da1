using System.Text.Json;

namespace Clickstream.Browser.Tests.Sdks;

/// <summary>What libraries that sites use already send arrives in <c>fact_clicks</c>, once, though the network lost answers.</summary>
[Collection(BrowserSuite.Name)]
public sealed class SdkTests(SdkRun run) : IClassFixture<SdkRun>
{
    private static readonly string[] Buyers = ["segment-node", "rudder-node", "snowplow-node", "segment-web", "snowplow-web", "web", "leaving"];

    [SdkFact]
    public void Every_purchase_is_one_row_and_one_alert()
    {
        Assert.True(run.Lost >= 6, $"Only {run.Lost} answers were lost.");
        Assert.True(run.Worked.GetProperty("duplicates").GetInt64() >= 6, run.Worked.ToString());
        Assert.Equal(0, run.Collected.GetProperty("refused").GetInt64());
        Assert.Equal(0, run.Worked.GetProperty("quarantined").GetInt64());
        var orders = Buyers.Select(buyer => "order-" + buyer).Order().ToList();
        Assert.Equal(orders, run.Clicks.Where(row => Text(row, "event_type") == "purchase").Select(row => Text(row, "order_id")).Order());
        Assert.Equal(orders, run.Alerts.Order());
        Assert.Empty(run.Visits.Problems);
    }

    [SdkFact]
    public void Orders_have_their_totals_and_items()
    {
        var totals = run.Clicks.Where(row => Text(row, "event_type") == "purchase").ToDictionary(row => Text(row, "order_id")!, row => row.GetProperty("price").GetDecimal());
        Assert.Equal((59.5m, 21m, 41m), (totals["order-segment-node"], totals["order-rudder-node"], totals["order-snowplow-node"]));
        Assert.Equal((59.5m, 41m, 41m), (totals["order-segment-web"], totals["order-snowplow-web"], totals["order-web"]));
        Assert.All(run.Clicks.Where(row => Text(row, "event_type") == "purchase"), row => Assert.Equal("EUR", Text(row, "currency")));
        foreach (var (library, items) in new[]
        {
            ("segment-node", "mug 2 20, pot 1 10"), ("segment-web", "mug 2 20, pot 1 10"), ("rudder-node", "pot 2 10.5"), ("snowplow-node", "mug 2 20, tag 1 1"),
            ("snowplow-web", "mug 2 20, tag 1 1"), ("web", "mug 2 20, tag 1 1"),
        })
        {
            var found = run.Items.Where(row => Text(row, "order_id") == "order-" + library)
                .Select(row => FormattableString.Invariant($"{Text(row, "product_id")} {row.GetProperty("quantity")} {row.GetProperty("price").GetDecimal():0.##}"));
            Assert.Equal(items, string.Join(", ", found));
        }
    }

    [SdkFact]
    public void Server_libraries_name_user_and_page_and_no_address_of_theirs()
    {
        foreach (var user in new[] { "segment-node", "rudder-node", "snowplow-node" })
        {
            var view = Assert.Single(Of(user, "page_view"));
            Assert.Equal("https://shop.example/", Text(view, "page_url"));
            Assert.Null(Text(view, "ip"));
            Assert.Null(Text(view, "user_agent"));
            Assert.NotNull(Text(view, "received_timestamp"));
        }

        Assert.Equal("198.51.100.7", Text(Assert.Single(Of("segment-node", "purchase")), "ip"));
        Assert.Equal("https://search.example/", Text(Assert.Single(Of("segment-node", "page_view")), "referrer_url"));
        Assert.Equal("https://search.example/", Text(Assert.Single(Of("snowplow-node", "page_view")), "referrer_url"));
        Assert.Equal("DE", Text(Assert.Single(Of("segment-node", "identify")), "country"));
    }

    [SdkFact]
    public void Browser_libraries_name_visitor_page_and_browser()
    {
        foreach (var (user, path) in new[] { ("segment-web", "/segment"), ("snowplow-web", "/snowplow") })
        {
            foreach (var row in new[] { Assert.Single(Of(user, "page_view")), Assert.Single(Of(user, "purchase")) })
            {
                Assert.NotNull(Text(row, "anonymous_id"));
                Assert.Equal(path, new Uri(Text(row, "page_url")!).AbsolutePath);
                Assert.Equal("127.0.0.1", Text(row, "ip"));
                Assert.StartsWith("Mozilla/5.0", Text(row, "user_agent"), StringComparison.Ordinal);
            }
        }

        Assert.NotNull(Text(Assert.Single(Of("snowplow-web", "purchase")), "session_id"));
    }

    [SdkFact]
    public void Our_script_tells_views_clicks_and_purchases_of_one_visit()
    {
        var rows = run.Clicks.Where(row => Text(row, "user_id") == "web").ToList();
        Assert.Equal(
            ["add_to_cart 1", "early 2", "page_view 3", "purchase 1"],
            rows.GroupBy(row => Text(row, "event_type")).Select(group => $"{group.Key} {group.Count()}").Order());
        Assert.Single(rows.Select(row => Text(row, "anonymous_id")).Distinct());
        Assert.Equal(32, Text(rows[0], "session_id")!.Length);
        Assert.Single(rows.Select(row => Text(row, "session_id")).Distinct());
        var click = Assert.Single(Of("web", "add_to_cart"));
        Assert.Equal(("mug", 20m, "EUR"), (Text(click, "product_id"), click.GetProperty("price").GetDecimal(), Text(click, "currency")));
        Assert.True(click.GetProperty("is_bot").GetBoolean()); // A browser that is driven says so.
        var moved = Assert.Single(Of("web", "page_view"), row => Text(row, "referrer_url") is { } before && new Uri(before).AbsolutePath == "/clickstream");
        Assert.Equal("/clickstream/thanks", new Uri(Text(moved, "page_url")!).AbsolutePath);
    }

    [SdkFact]
    public void Our_script_loses_nothing_without_a_connection_or_when_the_page_is_left()
    {
        Assert.Single(Of("offline", "while_offline"));
        Assert.Single(Of("offline", "while_down"));
        Assert.Equal(2, Of("offline", "page_view").Count);
        Assert.Single(Of("leaving", "at_the_end"));
    }

    [SdkFact]
    public void The_queue_on_the_device_is_bounded_and_its_oldest_leave()
    {
        Assert.Equal([200, 50, 249], run.Visits.Queue.Take(3));
        Assert.InRange(run.Visits.Queue[3], 200_000, 310_000);
    }

    [SdkFact]
    public void A_visitor_who_does_not_want_to_be_known_is_not_and_keeps_nothing()
    {
        var row = Assert.Single(run.Clicks, row => Text(row, "event_type") == "without_ids");
        Assert.Equal((null, null, null), (Text(row, "user_id"), Text(row, "anonymous_id"), Text(row, "session_id")));
        Assert.Equal(0, run.Visits.StoredWithoutIds);
    }

    [SdkFact]
    public void A_browser_refuses_the_script_if_its_hash_is_another()
    {
        Assert.Equal("refused", run.Visits.TitleOfWrongHash);
        Assert.DoesNotContain(run.Clicks, row => Text(row, "user_id") == "mallory");
    }

    private List<JsonElement> Of(string user, string type) =>
        [.. run.Clicks.Where(row => Text(row, "event_type") == type && Text(row, "user_id") == user)];

    private static string? Text(JsonElement row, string column) => row.GetProperty(column).GetString();
}
