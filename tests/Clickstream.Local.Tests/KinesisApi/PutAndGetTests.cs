using System.Net;
using System.Text.Json.Nodes;
using Clickstream.Contracts;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>Records through the API, and where a reader of it is.</summary>
public sealed class PutAndGetTests
{
    [Fact]
    public async Task A_reader_learns_how_far_it_is_behind_now()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(3);
        api.Time.Advance(TimeSpan.FromSeconds(2));
        await api.PutAsync(2);
        api.Time.Advance(TimeSpan.FromSeconds(1));
        var first = await api.GetAsync(await api.IteratorAsync(), limit: 3);
        Assert.Equal(3, first["Records"]!.AsArray().Count);
        Assert.Equal(3_000, first["MillisBehindLatest"]!.GetValue<long>());
        var second = await api.GetAsync(Text(first["NextShardIterator"]), limit: 3);
        Assert.Equal(2, second["Records"]!.AsArray().Count);
        Assert.Equal(0, second["MillisBehindLatest"]!.GetValue<long>());
        Assert.Empty((await api.GetAsync(Text(second["NextShardIterator"])))["Records"]!.AsArray());
    }

    [Fact]
    public async Task Each_type_of_iterator_begins_at_its_place()
    {
        await using var api = await StartAsync(shards: 1);
        var numbers = (await api.PutAsync(3)).Select(record => Text(record!["SequenceNumber"])).ToList();
        var before = api.Time.GetUtcNow();
        api.Time.Advance(TimeSpan.FromMilliseconds(1));
        numbers.AddRange((await api.PutAsync(2)).Select(record => Text(record!["SequenceNumber"])));
        Assert.Equal(numbers, await NumbersAsync(api, await api.IteratorAsync()));
        Assert.Equal(numbers[2..], await NumbersAsync(api, await api.IteratorAsync("AT_SEQUENCE_NUMBER", sequence: numbers[2])));
        Assert.Equal(numbers[3..], await NumbersAsync(api, await api.IteratorAsync("AFTER_SEQUENCE_NUMBER", sequence: numbers[2])));
        Assert.Empty(await NumbersAsync(api, await api.IteratorAsync("LATEST")));
        var at = await api.CallAsync("GetShardIterator", new JsonObject
        {
            ["StreamName"] = OwnStream,
            ["ShardId"] = First,
            ["ShardIteratorType"] = "AT_TIMESTAMP",
            ["Timestamp"] = (before.ToUnixTimeMilliseconds() + 1) / 1000m,
        });
        Assert.Equal(numbers[3..], await NumbersAsync(api, Text(at["ShardIterator"])));
    }

    [Fact]
    public async Task A_closed_shard_ends_with_its_children_and_no_iterator()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(3);
        await api.CallAsync("SplitShard", new JsonObject { ["StreamName"] = OwnStream, ["ShardToSplit"] = First, ["NewStartingHashKey"] = "100" });
        var first = await api.GetAsync(await api.IteratorAsync(), limit: 2);
        Assert.Null(first["ChildShards"]);
        var last = await api.GetAsync(Text(first["NextShardIterator"]), limit: 2);
        Assert.Single(last["Records"]!.AsArray());
        Assert.Null(last["NextShardIterator"]);
        var children = last["ChildShards"]!.AsArray();
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], children.Select(child => Text(child!["ShardId"])));
        Assert.Equal(First, Text(children[0]!["ParentShards"]![0]));
        Assert.Equal("99", Text(children[0]!["HashKeyRange"]!["EndingHashKey"]));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_record_of_the_largest_size_goes_in_and_out(string version)
    {
        await using var api = await StartAsync(shards: 1);
        var data = new byte[1024 * 1024 - 1];
        new Random(7).NextBytes(data);
        var input = new JsonObject { ["StreamName"] = OwnStream, ["PartitionKey"] = "k", ["Data"] = Convert.ToBase64String(data) };
        using var put = await api.SendAsync("PutRecord", Bytes(input), version: Version.Parse(version));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(Version.Parse(version), put.Version);
        var iterator = new JsonObject { ["ShardIterator"] = await api.IteratorAsync() };
        using var get = await api.SendAsync("GetRecords", Bytes(iterator), version: Version.Parse(version));
        var answer = JsonNode.Parse(await get.Content.ReadAsStringAsync(Deadline.Token))!;
        Assert.Equal(data, Convert.FromBase64String(Text(answer["Records"]![0]!["Data"])));
    }

    [Fact]
    public async Task An_answer_has_at_most_10_MiB()
    {
        await using var api = await StartAsync(shards: 1);
        for (var i = 0; i < 3; i++)
        {
            await api.PutAsync(5, bytes: 1_000_000);
        }

        var first = await api.GetAsync(await api.IteratorAsync());
        Assert.Equal(10, first["Records"]!.AsArray().Count);
        Assert.Equal(5, (await api.GetAsync(Text(first["NextShardIterator"])))["Records"]!.AsArray().Count);
    }

    [Fact]
    public async Task Base64_with_escapes_is_base64()
    {
        await using var api = await StartAsync(shards: 1);
        var body = """{"StreamName":"clickstream","Records":[{"PartitionKey":"\u006b","Data":"\/\/\/\/"}]}"""u8.ToArray();
        using var put = await api.SendAsync("PutRecords", body);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var record = (await api.GetAsync(await api.IteratorAsync()))["Records"]![0]!;
        Assert.Equal(("k", "////"), (Text(record["PartitionKey"]), Text(record["Data"])));
    }

    private static async Task<List<string>> NumbersAsync(ApiUnderTest api, string iterator) =>
        [.. (await api.GetAsync(iterator))["Records"]!.AsArray().Select(record => Text(record!["SequenceNumber"]))];
}
