using System.Text.Json.Nodes;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>The limits of rate, in virtual time.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_shard_takes_1000_records_a_second_and_refuses_the_others_one_by_one()
    {
        await using var api = await StartAsync();
        var outcomes = new List<JsonNode?>();
        for (var i = 0; i < 3; i++)
        {
            outcomes.AddRange(await api.PutAsync(400, hashKey: "0"));
        }

        var refused = outcomes.Where(outcome => outcome!["ErrorCode"] is not null).ToList();
        Assert.Equal(200, refused.Count);
        Assert.All(refused, outcome =>
        {
            Assert.Equal("ProvisionedThroughputExceededException", Text(outcome!["ErrorCode"]));
            Assert.Contains($"{First} in stream {OwnStream}", Text(outcome["ErrorMessage"]), StringComparison.Ordinal);
            Assert.Null(outcome["SequenceNumber"]);
        });
        Assert.Equal("ProvisionedThroughputExceededException", await api.FaultAsync("PutRecord", Record("0")));
        await api.CallAsync("PutRecord", Record("340282366920938463463374607431768211455"));
        api.Time.Advance(TimeSpan.FromSeconds(1));
        await api.CallAsync("PutRecord", Record("0"));
    }

    [Fact]
    public async Task A_shard_gives_five_iterators_and_five_answers_a_second()
    {
        await using var api = await StartAsync();
        for (var second = 0; second < 2; second++)
        {
            var iterator = string.Empty;
            for (var i = 0; i < 5; i++)
            {
                iterator = await api.IteratorAsync();
            }

            for (var i = 0; i < 5; i++)
            {
                await api.GetAsync(iterator);
            }

            Assert.Equal("ProvisionedThroughputExceededException", await api.FaultAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator }));
            var fault = await api.FaultAsync(
                "GetShardIterator", new JsonObject { ["StreamName"] = OwnStream, ["ShardId"] = First, ["ShardIteratorType"] = "LATEST" });
            Assert.Equal("ProvisionedThroughputExceededException", fault);
            await api.IteratorAsync(shard: "shardId-000000000001");
            api.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_full_answer_closes_the_shard_for_five_seconds()
    {
        await using var api = await StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await api.PutAsync(1, bytes: 1_048_000, hashKey: "0");
            api.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await api.GetAsync(await api.IteratorAsync());
        Assert.Equal(10, first["Records"]!.AsArray().Count);
        var next = new JsonObject { ["ShardIterator"] = Text(first["NextShardIterator"]) };
        api.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("ProvisionedThroughputExceededException", await api.FaultAsync("GetRecords", next));
        api.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, (await api.CallAsync("GetRecords", next))["Records"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_stream_has_20_consumers()
    {
        await using var api = await StartAsync();
        var summary = await api.CallAsync("DescribeStreamSummary", new JsonObject { ["StreamName"] = OwnStream });
        var arn = Text(summary["StreamDescriptionSummary"]!["StreamARN"]);
        JsonObject Consumer(int i) => new() { ["StreamARN"] = arn, ["ConsumerName"] = $"c{i}" };
        for (var i = 0; i < 20; i++)
        {
            await api.CallAsync("RegisterStreamConsumer", Consumer(i));
        }

        Assert.Equal("LimitExceededException", await api.FaultAsync("RegisterStreamConsumer", Consumer(20)));
        Assert.Equal("ResourceInUseException", await api.FaultAsync("RegisterStreamConsumer", Consumer(3)));
        await api.CallAsync("DeregisterStreamConsumer", Consumer(3));
        await api.CallAsync("RegisterStreamConsumer", Consumer(20));
    }

    [Fact]
    public async Task A_shard_count_is_updated_ten_times_a_day()
    {
        await using var api = await StartAsync();
        JsonObject Count(int i) => new() { ["StreamName"] = OwnStream, ["TargetShardCount"] = 2 + (i % 2), ["ScalingType"] = "UNIFORM_SCALING" };
        for (var i = 1; i <= 10; i++)
        {
            await api.CallAsync("UpdateShardCount", Count(i));
        }

        Assert.Equal("LimitExceededException", await api.FaultAsync("UpdateShardCount", Count(11)));
        api.Time.Advance(TimeSpan.FromHours(24));
        await api.CallAsync("UpdateShardCount", Count(11));
    }

    private static Task<ApiUnderTest> StartAsync() => ApiUnderTest.StartAsync(with: options => options with { EnforceLimits = true });

    private static JsonObject Record(string hashKey) =>
        new() { ["StreamName"] = OwnStream, ["Data"] = "eA==", ["PartitionKey"] = "k", ["ExplicitHashKey"] = hashKey };
}
