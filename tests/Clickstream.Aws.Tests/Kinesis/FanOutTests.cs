using System.Text.Json;
using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;
using Clickstream.Contracts;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Tests.Kinesis;

public class FanOutTests
{
    private static readonly ShardId Shard = new(FakeKinesis.Shard);

    private static readonly KinesisStreamOptions Options = new()
    {
        Stream = "clicks",
        ConsumerName = "worker",
        Codec = WireCodec.Json,
        Pace = ShardPace.Unlimited with { ResubscribeAfter = TimeSpan.Zero },
    };

    [Fact]
    public async Task Subscriptions_follow_each_other_from_behind_what_was_given_whatever_ended_them()
    {
        var positions = new List<string>();
        await using var kinesis = new FakeKinesis(
            (operation, count, json) => operation != "SubscribeToShard" ? null : Note(positions, json, count switch
            {
                1 => FakeKinesis.Subscription(
                    EventFrames.Event("{}", "initial-response"), EventFrames.Event(EventFrames.Json("6", 1000, ("5", "a"), ("6", "b")))),
                2 => ScriptedAnswer.Error(400, "ResourceInUseException"),
                3 => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json("7", 0, ("7", "c"))), EventFrames.Event("{}")[..^5]),
                4 => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json("8", 0)), EventFrames.Exception("ResourceInUseException")),
                5 => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json("9", 0, ("9", "d"))), EventFrames.Exception("InternalFailureException")),
                _ => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json(null, 0, ("10", "e")))),
            }),
            Options);
        var (texts, children) = await kinesis.Stream.ReadToEndAsync(Shard);
        Assert.Equal(["a", "b", "c", "d", "e"], texts);
        Assert.Empty(children);
        Assert.Equal(
            [
                "TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER 6", "AFTER_SEQUENCE_NUMBER 6", "AFTER_SEQUENCE_NUMBER 7", "AFTER_SEQUENCE_NUMBER 8",
                "AFTER_SEQUENCE_NUMBER 9",
            ],
            positions);
    }

    [Fact]
    public async Task A_consumer_that_is_absent_is_registered_and_waited_for()
    {
        await using var kinesis = new FakeKinesis(
            (operation, count, _) => operation switch
            {
                "DescribeStreamConsumer" when count == 1 => ScriptedAnswer.Error(400, "ResourceNotFoundException"),
                "SubscribeToShard" => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json(null, 0, ("1", "a")))),
                _ => null,
            },
            Options);
        Assert.Equal(["a"], (await kinesis.Stream.ReadToEndAsync(Shard)).Texts);
        Assert.Single(kinesis.Server.Requests, request => request.Operation == "RegisterStreamConsumer");
    }

    [Fact]
    public async Task A_consumer_that_is_given_up_is_removed_and_comes_back_when_it_reads_again()
    {
        await using var made = await ClickstreamKinesis.CreateSharedAsync(1, options => options with { ConsumerName = "worker" });
        var put = await made.Stream.PutAcceptedAsync(StreamReading.Entry("a", "1"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Single(await made.Stream.ReadTextsAsync(put[0].Shard, StreamPosition.TrimHorizon, 1));
            await ((KinesisEventStream)made.Stream).RemoveConsumerAsync(Deadline.Token);
            await ((KinesisEventStream)made.Stream).RemoveConsumerAsync(Deadline.Token);
        }
    }

    [Fact]
    public async Task An_event_without_continuation_or_children_from_a_shard_that_is_open_is_a_fault_and_no_end()
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation switch
            {
                "ListShards" => ScriptedAnswer.Ok(FakeKinesis.OneShard),
                "SubscribeToShard" => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json(null, 0, ("1", "a")))),
                _ => null,
            },
            Options);
        var fault = await Assert.ThrowsAsync<IOException>(() => kinesis.Stream.ReadToEndAsync(Shard));
        Assert.Contains("open", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_read_of_a_shard_polls_and_leaves_the_subscription_alone()
    {
        await using var made = await ClickstreamKinesis.CreateSharedAsync(1, options => options with { ConsumerName = "worker" });
        var put = await made.Stream.PutAcceptedAsync(StreamReading.Entry("a", "1"));
        await using var reading = made.Stream.ReadAsync(put[0].Shard, StreamPosition.TrimHorizon, Deadline.Token).GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync());
        reading.Current.Dispose();

        Assert.Single(await made.Stream.ReadTextsAsync(put[0].Shard, StreamPosition.TrimHorizon, 1));

        await made.Stream.PutAcceptedAsync(StreamReading.Entry("a", "2"));
        var texts = new List<string>();
        while (texts.Count == 0 && await reading.MoveNextAsync())
        {
            using var page = reading.Current;
            texts.AddRange(page.Records.Select(record => System.Text.Encoding.UTF8.GetString(record.Data.Span)));
        }

        Assert.Equal(["2"], texts);
    }

    [Fact]
    public async Task A_consumer_that_somebody_removed_is_registered_anew_by_the_next_read()
    {
        await using var kinesis = new FakeKinesis(
            (operation, count, _) => operation switch
            {
                "SubscribeToShard" when count == 1 => ScriptedAnswer.Error(400, "ResourceNotFoundException"),
                "SubscribeToShard" => FakeKinesis.Subscription(EventFrames.Event(EventFrames.Json(null, 0, ("1", "a")))),
                _ => null,
            },
            Options);
        await Assert.ThrowsAsync<AwsServiceException>(() => kinesis.Stream.ReadToEndAsync(Shard));
        Assert.Equal(["a"], (await kinesis.Stream.ReadToEndAsync(Shard)).Texts);
        Assert.Equal(2, kinesis.Server.Requests.Count(request => request.Operation == "DescribeStreamConsumer"));
    }

    [Fact]
    public async Task A_quiet_subscription_gives_signs_of_life()
    {
        var silence = new TaskCompletionSource<byte[]>();
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation != "SubscribeToShard" ? null : FakeKinesis.Subscription() with
            {
                Pieces = [() => Task.FromResult(EventFrames.Event(EventFrames.Json("6", 0, ("5", "a")))), () => silence.Task],
            },
            Options);
        var sizes = new List<int>();
        await foreach (var page in kinesis.Stream.ReadAsync(Shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                sizes.Add(page.Records.Count);
                if (sizes.Count == 3)
                {
                    break;
                }
            }
        }

        silence.SetResult([]);
        Assert.Equal([1, 0, 0], sizes);
    }

    [Fact]
    public async Task What_does_not_pass_ends_the_reading_with_its_remedy()
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation == "SubscribeToShard"
                ? FakeKinesis.Subscription(EventFrames.Exception("KMSDisabledException", "key is off"))
                : null,
            Options);
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => kinesis.Stream.ReadToEndAsync(Shard));
        Assert.Equal("KMSDisabledException", fault.Code);
        Assert.Contains("key is off", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Enable the key", fault.Message, StringComparison.Ordinal);
    }

    private static ScriptedAnswer Note(List<string> positions, JsonElement request, ScriptedAnswer answer)
    {
        var position = request.GetProperty("StartingPosition");
        positions.Add(position.GetProperty("Type").GetString()
            + (position.TryGetProperty("SequenceNumber", out var number) ? " " + number.GetString() : string.Empty));
        return answer;
    }
}
