using System.Text;
using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;
using Clickstream.Contracts;
using Clickstream.Core.Streams;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Aws.Tests.Kinesis;

public class PuttingTests
{
    private static readonly PutEntry[] Three = [Entry("a", "1"), Entry("b", "2"), Entry("c", "3", 7)];

    [Fact]
    public async Task Each_record_has_an_outcome_of_its_own()
    {
        await using var kinesis = new FakeKinesis((operation, _, _) => operation != "PutRecords" ? null : FakeKinesis.Outcomes(
            FakeKinesis.Refused("ProvisionedThroughputExceededException"), FakeKinesis.Accepted(8), FakeKinesis.Refused("InternalFailure")));
        var outcomes = await kinesis.Stream.PutAsync(Three, Deadline.Token);
        Assert.Equal(new PutOutcome.Throttled(new ShardId(FakeKinesis.Shard)), outcomes[0]);
        Assert.Equal(new PutOutcome.Accepted(new ShardId(FakeKinesis.Shard), new SequenceNumber("8")), outcomes[1]);
        Assert.Equal(new PutOutcome.Failed("InternalFailure: no"), outcomes[2]);
        Assert.Single(kinesis.Server.Requests, request => request.Operation == "PutRecords");
    }

    [Fact]
    public async Task A_request_names_the_stream_and_carries_keys_hash_keys_and_data()
    {
        string? body = null;
        await using var kinesis = new FakeKinesis((operation, _, json) =>
        {
            body = operation == "PutRecords" ? json.GetRawText() : body;
            return operation == "PutRecords"
                ? FakeKinesis.Outcomes(FakeKinesis.Accepted(1), FakeKinesis.Accepted(2), FakeKinesis.Accepted(3))
                : null;
        });
        await kinesis.Stream.PutAsync(Three, Deadline.Token);
        Assert.Equal(
            """{"StreamName":"clicks","Records":[{"PartitionKey":"a","Data":"MQ=="},{"PartitionKey":"b","Data":"Mg=="},"""
            + """{"PartitionKey":"c","ExplicitHashKey":"7","Data":"Mw=="}]}""",
            body);
    }

    [Theory]
    [InlineData("ProvisionedThroughputExceededException", typeof(PutOutcome.Throttled))]
    [InlineData("InternalFailure", typeof(PutOutcome.Failed))]
    public async Task A_call_that_is_refused_for_long_is_the_outcome_of_each_record(string code, Type outcome)
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation == "PutRecords" ? ScriptedAnswer.Error(code == "InternalFailure" ? 500 : 400, code) : null,
            transport: TransportUnderTest.Fast with { MaxAttempts = 2 });
        Assert.All(await kinesis.Stream.PutAsync(Three, Deadline.Token), each => Assert.IsType(outcome, each));
    }

    [Fact]
    public async Task A_call_that_may_not_be_made_is_a_fault()
    {
        await using var kinesis = new FakeKinesis((operation, _, _) => operation == "PutRecords" ? ScriptedAnswer.Error(400, "AccessDeniedException") : null);
        var fault = await Assert.ThrowsAsync<AwsServiceException>(() => kinesis.Stream.PutAsync(Three, Deadline.Token));
        Assert.Contains("Grant the action kinesis:PutRecords on stream clicks", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_for_other_records_is_never_taken_for_an_acknowledgement()
    {
        await using var kinesis = new FakeKinesis((operation, _, _) => operation == "PutRecords" ? FakeKinesis.Outcomes(FakeKinesis.Accepted(1)) : null);
        var outcomes = await kinesis.Stream.PutAsync(Three, Deadline.Token);
        Assert.All(outcomes, outcome => Assert.Contains(AwsFailure.BadAnswer, Assert.IsType<PutOutcome.Failed>(outcome).Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_refuses_CBOR_gets_JSON_from_then_on()
    {
        var formats = new List<string>();
        await using var kinesis = new FakeKinesis(
            (operation, _, json) =>
            {
                formats.Add(json.ValueKind == System.Text.Json.JsonValueKind.Undefined ? "cbor" : "json");
                return formats[^1] == "cbor" ? new ScriptedAnswer(500, Encoding.UTF8.GetBytes("<html>")) { ContentType = "text/html" } : null;
            },
            new KinesisStreamOptions { Stream = "clicks", Codec = WireCodec.Auto, Pace = ShardPace.Unlimited });
        await kinesis.Stream.ListShardsAsync(Deadline.Token);
        await kinesis.Stream.ListShardsAsync(Deadline.Token);
        Assert.Equal(["cbor", "json", "json"], formats);
        Assert.True(kinesis.Stream.UsesJson);
    }

    [Fact]
    public async Task Puts_over_the_limits_of_a_shard_wait()
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, json) => operation != "PutRecords" ? null : FakeKinesis.Outcomes(
                [.. Enumerable.Range(1, json.GetProperty("Records").GetArrayLength()).Select(FakeKinesis.Accepted)]),
            new KinesisStreamOptions { Stream = "clicks", Codec = WireCodec.Json, Pace = new ShardPace { PutRecordsPerSecond = 10_000 } });
        var began = TimeProvider.System.GetTimestamp();
        PutEntry[] entries = [.. Enumerable.Range(0, 500).Select(i => Entry($"k{i}", "x"))];
        for (var i = 0; i < 10; i++)
        {
            await kinesis.Stream.PutAsync(entries, Deadline.Token);
        }

        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(0.28)); // 5,000 records, less one burst of 2,000, at 10,000 a second.
    }

    [Fact]
    public void All_problems_of_the_options_are_named_at_once()
    {
        var options = new KinesisStreamOptions
        {
            Stream = "a stream",
            ConsumerName = "a/b",
            Pace = new ShardPace { PutBytesPerSecond = 0, IdleWait = TimeSpan.Zero },
        };
        Assert.Equal(4, options.Validate().Count);
        Assert.Empty(new KinesisStreamOptions { Stream = "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/clicks" }.Validate());
    }
}
