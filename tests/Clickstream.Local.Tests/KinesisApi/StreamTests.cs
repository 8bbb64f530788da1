using System.Text.Json.Nodes;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>Streams, shards, consumers and tags.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Streams_are_made_listed_and_deleted_and_outlive_a_restart()
    {
        await using var api = await StartAsync();
        foreach (var name in new[] { "b", "..", "a", "A" })
        {
            await api.CallAsync("CreateStream", new JsonObject { ["StreamName"] = name, ["ShardCount"] = 1 });
            await api.PutAsync(2, stream: name);
        }

        await api.RestartAsync();
        Assert.Equal(["..", "A", "a", "b", OwnStream], await NamesAsync(api));
        foreach (var name in new[] { "b", "..", "a", "A" })
        {
            Assert.Equal(2, (await api.GetAsync(await api.IteratorAsync(stream: name)))["Records"]!.AsArray().Count);
        }

        await api.CallAsync("DeleteStream", new JsonObject { ["StreamName"] = ".." });
        await api.CallAsync("CreateStream", new JsonObject { ["StreamName"] = "..", ["ShardCount"] = 1 });
        Assert.Empty((await api.GetAsync(await api.IteratorAsync(stream: "..")))["Records"]!.AsArray());
        var page = await api.CallAsync("ListStreams", new JsonObject { ["Limit"] = 3 });
        Assert.True(page["HasMoreStreams"]!.GetValue<bool>());
        page = await api.CallAsync("ListStreams", new JsonObject { ["NextToken"] = Text(page["NextToken"]) });
        Assert.Equal(["b", OwnStream], page["StreamNames"]!.AsArray().Select(Text));
    }

    [Fact]
    public async Task The_folders_own_stream_takes_the_name_that_it_is_given()
    {
        await using var api = await StartAsync(with: options => options with { StreamName = "orders" });
        await api.PutAsync(3, stream: "orders");
        Assert.Equal(["orders"], await NamesAsync(api));
        using var stream = new Local.Streams.SqliteEventStream(api.Folder, api.Time);
        Assert.Equal(2, (await stream.ListShardsAsync(Contracts.Deadline.Token)).Count);
    }

    [Fact]
    public async Task A_shard_count_leaves_shards_of_equal_size()
    {
        await using var api = await StartAsync(shards: 4);
        foreach (var target in new[] { 3, 5, 10, 8, 4 })
        {
            await api.CallAsync(
                "UpdateShardCount", new JsonObject { ["StreamName"] = OwnStream, ["TargetShardCount"] = target, ["ScalingType"] = "UNIFORM_SCALING" });
            var shards = await ShardsAsync(api, new JsonObject { ["Type"] = "AT_LATEST" });
            var starts = Core.Streams.HashKeyRange.All.Divide(target).Select(range => range.Start.ToString());
            Assert.Equal(starts.Order(), shards.Select(shard => Text(shard["HashKeyRange"]!["StartingHashKey"])).Order());
        }
    }

    [Fact]
    public async Task Shards_are_found_by_when_they_were_open()
    {
        await using var api = await StartAsync(shards: 1);
        var before = api.Time.GetUtcNow().ToUnixTimeSeconds();
        api.Time.Advance(TimeSpan.FromMinutes(1));
        await api.CallAsync("SplitShard", new JsonObject { ["StreamName"] = OwnStream, ["ShardToSplit"] = First, ["NewStartingHashKey"] = "9" });
        api.Time.Advance(TimeSpan.FromMinutes(1));
        var after = api.Time.GetUtcNow().ToUnixTimeSeconds();
        async Task<string> Find(string type, long? time = null, string? shard = null) => string.Join(
            ' ',
            (await ShardsAsync(api, new JsonObject { ["Type"] = type, ["Timestamp"] = time, ["ShardId"] = shard }))
                .Select(found => Text(found["ShardId"])[^1]));
        Assert.Equal("0", await Find("AT_TRIM_HORIZON"));
        Assert.Equal("0 1 2", await Find("FROM_TRIM_HORIZON"));
        Assert.Equal("1 2", await Find("AT_LATEST"));
        Assert.Equal("0", await Find("AT_TIMESTAMP", before));
        Assert.Equal("1 2", await Find("AT_TIMESTAMP", after));
        Assert.Equal("0 1 2", await Find("FROM_TIMESTAMP", before));
        Assert.Equal("1 2", await Find("FROM_TIMESTAMP", after));
        Assert.Equal("2", await Find("AFTER_SHARD_ID", shard: "shardId-000000000001"));
        api.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("1 2", await Find("FROM_TRIM_HORIZON"));
    }

    [Fact]
    public async Task Shards_are_listed_page_by_page()
    {
        await using var api = await StartAsync(shards: 5);
        var names = new List<string>();
        var query = new JsonObject { ["StreamName"] = OwnStream, ["MaxResults"] = 2 };
        string? token = null;
        do
        {
            var page = await api.CallAsync("ListShards", query);
            names.AddRange(page["Shards"]!.AsArray().Select(shard => Text(shard!["ShardId"])));
            token = page["NextToken"]?.GetValue<string>();
            query = new JsonObject { ["NextToken"] = token, ["MaxResults"] = 2 };
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"shardId-{i:D12}"), names);

        token = Text((await api.CallAsync("ListShards", new JsonObject { ["StreamName"] = OwnStream, ["MaxResults"] = 2 }))["NextToken"]);
        Assert.Equal("InvalidArgumentException", await api.FaultAsync("ListShards", new JsonObject { ["NextToken"] = token, ["StreamName"] = OwnStream }));
        api.Time.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal("ExpiredNextTokenException", await api.FaultAsync("ListShards", new JsonObject { ["NextToken"] = token }));
    }

    [Fact]
    public async Task Records_leave_with_the_retention_period_of_their_stream()
    {
        await using var api = await StartAsync(shards: 1);
        await api.CallAsync("CreateStream", new JsonObject { ["StreamName"] = "s", ["ShardCount"] = 1 });
        await api.CallAsync("IncreaseStreamRetentionPeriod", new JsonObject { ["StreamName"] = "s", ["RetentionPeriodHours"] = 48 });
        await api.PutAsync(2, stream: "s");
        await api.PutAsync(2);
        api.Time.Advance(TimeSpan.FromHours(47));
        await api.PutAsync(1, stream: "s");
        JsonObject Period(int hours) => new() { ["StreamName"] = "s", ["RetentionPeriodHours"] = hours };
        Assert.Equal("InvalidArgumentException", await api.FaultAsync("DecreaseStreamRetentionPeriod", Period(12)));
        await api.CallAsync("DecreaseStreamRetentionPeriod", Period(24));
        using var limit = new CancellationTokenSource(Contracts.Deadline.Limit);
        while ((await api.GetAsync(await api.IteratorAsync(stream: "s")))["Records"]!.AsArray().Count != 1)
        {
            limit.Token.ThrowIfCancellationRequested();
            api.Time.Advance(TimeSpan.FromMinutes(1)); // The next turn of the trimming.
        }

        // The folder's own stream keeps what its workers may have yet to read, until somebody sets its period.
        Assert.Equal(2, (await api.GetAsync(await api.IteratorAsync()))["Records"]!.AsArray().Count);
    }

    [Fact]
    public async Task Tags_are_set_listed_and_removed()
    {
        await using var api = await StartAsync();
        var added = new JsonObject { ["team"] = "data", ["cost"] = "7" };
        await api.CallAsync("AddTagsToStream", new JsonObject { ["StreamName"] = OwnStream, ["Tags"] = added });
        await api.CallAsync("RemoveTagsFromStream", new JsonObject { ["StreamName"] = OwnStream, ["TagKeys"] = new JsonArray("cost") });
        var tags = (await api.CallAsync("ListTagsForStream", new JsonObject { ["StreamName"] = OwnStream }))["Tags"]!.AsArray();
        Assert.Equal("""[{"Key":"team","Value":"data"}]""", tags.ToJsonString());
    }

    private static async Task<List<JsonNode>> ShardsAsync(ApiUnderTest api, JsonObject filter) =>
    [
        .. (await api.CallAsync("ListShards", new JsonObject { ["StreamName"] = OwnStream, ["ShardFilter"] = filter }))["Shards"]!
            .AsArray().Select(shard => shard!),
    ];

    private static async Task<IEnumerable<string>> NamesAsync(ApiUnderTest api) =>
        (await api.CallAsync("ListStreams", []))["StreamNames"]!.AsArray().Select(Text);
}
