using System.Text.Json;
using Clickstream.Core.Leases;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class StatusApiTests
{
    [Fact]
    public async Task Alerts_are_filtered_and_paged_and_what_comes_meanwhile_moves_no_page()
    {
        await using var host = await LiveHost.StartAsync();
        for (var number = 0; number < 100; number++)
        {
            host.Feed.Publish(Rows.Alert(number) with { Revenue = number, Rule = number % 2 == 0 ? "even" : "odd", Severity = number > 90 ? "critical" : "info" });
        }

        var first = await ApiClient.AskAsync(host, "/api/alerts?rule=even&limit=30");
        host.Feed.Publish(Rows.Alert(100) with { Rule = "even" });
        var second = await ApiClient.AskAsync(host, $"/api/alerts?rule=even&limit=30&before={first.GetProperty("next").GetString()}");

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"alert-{98 - (2 * i)}"), Ids(first).Concat(Ids(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(["even", "odd"], first.GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()!));
        Assert.Equal(9, Ids(await ApiClient.AskAsync(host, "/api/alerts?severity=critical")).Count());
        Assert.Equal(["alert-99", "alert-98"], Ids(await ApiClient.AskAsync(host, "/api/alerts?min_amount=98&currency=EUR")));
        Assert.Equal(["alert-7"], Ids(await ApiClient.AskAsync(host, "/api/alerts?order=order-7&from=2019-06-01&to=2030-01-01T00:00:00Z")));
        Assert.DoesNotContain("user-of-the-alert", first.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_have_their_lag_and_owners_their_shards()
    {
        await using var host = await LiveHost.StartAsync();
        host.Feed.Shards =
        [
            new ShardStatus(Rows.Shard(0), ShardActivity.Reading, Checkpoint.TrimHorizon) { Owner = "a", BehindLatest = TimeSpan.FromSeconds(2.5) },
            new ShardStatus(Rows.Shard(1), ShardActivity.Elsewhere, Checkpoint.TrimHorizon) { Owner = "b" },
            new ShardStatus(Rows.Shard(2), ShardActivity.Idle, Checkpoint.TrimHorizon) { Owner = "a", BehindLatest = TimeSpan.Zero },
            new ShardStatus(Rows.Shard(3), ShardActivity.Free, Checkpoint.TrimHorizon),
        ];

        var answer = await ApiClient.AskAsync(host, "/api/shards");

        Assert.Equal(2.5, answer.GetProperty("max_lag_seconds").GetDouble());
        Assert.Equal("a 2 b 1", string.Join(' ', answer.GetProperty("owners").EnumerateArray().Select(owner => $"{owner.GetProperty("worker")} {owner.GetProperty("shards")}")));
        Assert.Equal(4, answer.GetProperty("shards").GetArrayLength());
    }

    private static IEnumerable<string> Ids(JsonElement answer) => answer.GetProperty("items").EnumerateArray().Select(alert => alert.GetProperty("id").GetString()!);
}
