using System.Text.Json.Nodes;
using Clickstream.Contracts;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>SubscribeToShard: its messages, and what ends it.</summary>
public sealed class SubscriptionTests
{
    [Fact]
    public async Task A_subscription_begins_with_its_response_and_gives_what_is_put()
    {
        await using var api = await StartAsync(shards: 1);
        var consumer = await RegisterAsync(api);
        using var response = await SubscribeAsync(api, consumer);
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync(Deadline.Token);
        var begin = (await EventStreamReader.NextAsync(stream))!;
        Assert.Equal(("initial-response", "event"), (begin.Type, begin.Headers[":message-type"]));
        var empty = (await EventStreamReader.NextAsync(stream))!;
        Assert.Empty(empty.Payload["Records"]!.AsArray());
        var put = await api.PutAsync(3);
        var events = await RecordsAsync(stream, 3);
        Assert.Equal(put.Select(record => Text(record!["SequenceNumber"])), events.Numbers);
        Assert.Equal(events.Numbers[^1], events.Continuation);

        // A reader that had seen nothing yet goes on behind the number that it was told.
        using var again = await SubscribeAsync(api, consumer, "AFTER_SEQUENCE_NUMBER", Text(empty.Payload["ContinuationSequenceNumber"]));
        await using var second = await again.Content.ReadAsStreamAsync(Deadline.Token);
        Assert.Equal("initial-response", (await EventStreamReader.NextAsync(second))!.Type);
        Assert.Equal(events.Numbers, (await RecordsAsync(second, 3)).Numbers);
    }

    [Fact]
    public async Task The_last_event_of_a_closed_shard_names_its_children_and_the_stream_ends()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(2);
        await api.CallAsync("SplitShard", new JsonObject { ["StreamName"] = OwnStream, ["ShardToSplit"] = First, ["NewStartingHashKey"] = "9" });
        using var response = await SubscribeAsync(api, await RegisterAsync(api));
        await using var stream = await response.Content.ReadAsStreamAsync(Deadline.Token);
        await EventStreamReader.NextAsync(stream);
        var last = (await EventStreamReader.NextAsync(stream))!.Payload;
        Assert.Equal(2, last["Records"]!.AsArray().Count);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], last["ChildShards"]!.AsArray().Select(child => Text(child!["ShardId"])));
        Assert.Null(await EventStreamReader.NextAsync(stream));
    }

    [Fact]
    public async Task A_subscription_ends_after_five_minutes()
    {
        await using var api = await StartAsync(shards: 1);
        using var response = await SubscribeAsync(api, await RegisterAsync(api));
        await using var stream = await response.Content.ReadAsStreamAsync(Deadline.Token);
        await EventStreamReader.NextAsync(stream);
        await EventStreamReader.NextAsync(stream);
        api.Time.Advance(TimeSpan.FromMinutes(5));
        while (await EventStreamReader.NextAsync(stream) is { } message)
        {
            Assert.Equal("SubscribeToShardEvent", message.Type);
        }
    }

    [Fact]
    public async Task A_second_subscription_takes_over_but_not_within_five_seconds()
    {
        await using var api = await StartAsync(shards: 1, options => options with { EnforceLimits = true });
        var consumer = await RegisterAsync(api);
        using var first = await SubscribeAsync(api, consumer);
        await using var stream = await first.Content.ReadAsStreamAsync(Deadline.Token);
        await EventStreamReader.NextAsync(stream);
        api.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("ResourceInUseException", await api.FaultAsync("SubscribeToShard", Subscription(consumer, "TRIM_HORIZON", null)));
        api.Time.Advance(TimeSpan.FromSeconds(0.1));
        using var second = await SubscribeAsync(api, consumer);
        Assert.True(second.IsSuccessStatusCode);
        Assert.Equal("ResourceInUseException", (await LastAsync(stream)).Type);
    }

    [Fact]
    public async Task A_subscription_ends_with_its_consumer()
    {
        await using var api = await StartAsync(shards: 1);
        var consumer = await RegisterAsync(api);
        using var response = await SubscribeAsync(api, consumer);
        await using var stream = await response.Content.ReadAsStreamAsync(Deadline.Token);
        await EventStreamReader.NextAsync(stream);
        await api.CallAsync("DeregisterStreamConsumer", new JsonObject { ["ConsumerARN"] = consumer });
        var last = await LastAsync(stream);
        Assert.Equal(("ResourceNotFoundException", "exception"), (last.Type, last.Headers[":message-type"]));
    }

    private static async Task<EventMessage> LastAsync(System.IO.Stream stream)
    {
        EventMessage? last = null;
        while (await EventStreamReader.NextAsync(stream) is { } message)
        {
            last = message;
        }

        return last!;
    }

    private static async Task<(List<string> Numbers, string Continuation)> RecordsAsync(System.IO.Stream stream, int count)
    {
        var (numbers, continuation) = (new List<string>(), string.Empty);
        while (numbers.Count < count)
        {
            var payload = (await EventStreamReader.NextAsync(stream))!.Payload;
            numbers.AddRange(payload["Records"]!.AsArray().Select(record => Text(record!["SequenceNumber"])));
            continuation = Text(payload["ContinuationSequenceNumber"]);
        }

        return (numbers, continuation);
    }

    private static async Task<string> RegisterAsync(ApiUnderTest api) => Text((await api.CallAsync("RegisterStreamConsumer", new JsonObject
    {
        ["StreamARN"] = $"arn:aws:kinesis:us-east-1:000000000000:stream/{OwnStream}",
        ["ConsumerName"] = "c",
    }))["Consumer"]!["ConsumerARN"]);

    private static Task<HttpResponseMessage> SubscribeAsync(
        ApiUnderTest api, string consumer, string type = "TRIM_HORIZON", string? sequence = null) =>
        api.SendAsync("SubscribeToShard", Bytes(Subscription(consumer, type, sequence)));

    private static JsonObject Subscription(string consumer, string type, string? sequence) => new()
    {
        ["ConsumerARN"] = consumer,
        ["ShardId"] = First,
        ["StartingPosition"] = new JsonObject { ["Type"] = type, ["SequenceNumber"] = sequence },
    };
}
