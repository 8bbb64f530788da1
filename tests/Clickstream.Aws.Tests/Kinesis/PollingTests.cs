using Clickstream.Aws.Tests.Transport;
using Clickstream.Aws.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Tests.Kinesis;

public class PollingTests
{
    private static readonly ShardId Shard = new(FakeKinesis.Shard);

    [Fact]
    public async Task An_expired_iterator_is_made_anew_behind_the_last_record()
    {
        var positions = new List<string>();
        await using var kinesis = new FakeKinesis((operation, count, json) =>
        {
            if (operation == "GetShardIterator")
            {
                positions.Add(json.GetProperty("ShardIteratorType").GetString()
                    + (json.TryGetProperty("StartingSequenceNumber", out var number) ? number.GetString() : string.Empty));
            }

            return operation != "GetRecords" ? null : count switch
            {
                1 => FakeKinesis.Records("next", 1000, ("5", "a"), ("6", "b")),
                2 => ScriptedAnswer.Error(400, "ExpiredIteratorException"),
                _ => FakeKinesis.Records(null, 0, ("7", "c")),
            };
        });
        var (texts, _) = await kinesis.Stream.ReadToEndAsync(Shard);
        Assert.Equal(["a", "b", "c"], texts);
        Assert.Equal(["TRIM_HORIZON", "AFTER_SEQUENCE_NUMBER6"], positions);
    }

    [Fact]
    public async Task A_reader_from_the_latest_whose_iterator_expires_loses_nothing_that_came_meanwhile()
    {
        var positions = new List<string>();
        await using var kinesis = new FakeKinesis((operation, count, json) =>
        {
            if (operation == "GetShardIterator")
            {
                positions.Add(json.GetProperty("ShardIteratorType").GetString()
                    + (json.TryGetProperty("Timestamp", out var time) ? time.GetRawText() : string.Empty));
            }

            return operation != "GetRecords" ? null : count switch
            {
                1 => FakeKinesis.Records("next", 0) with
                {
                    Headers = new Dictionary<string, string> { ["Date"] = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).ToString("r") },
                },
                2 => ScriptedAnswer.Error(400, "ExpiredIteratorException"),
                _ => FakeKinesis.Records(null, 0, ("7", "c")),
            };
        });
        await kinesis.Stream.ReadTextsAsync(Shard, StreamPosition.Latest, 1);
        Assert.Equal(["LATEST", "AT_TIMESTAMP1700000000"], positions);
    }

    [Fact]
    public async Task The_end_of_a_shard_has_its_children_from_the_list_or_from_the_answer()
    {
        const string Children = """
            ,"ChildShards":[{"ShardId":"shardId-000000000001","ParentShards":["shardId-000000000000"],"HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"9"}}]}
            """;
        await using var kinesis = new FakeKinesis((operation, _, _) => operation == "GetRecords"
            ? ScriptedAnswer.Ok(EventFrames.Json(null, 0, ("5", "last"))[..^1] + Children)
            : null);
        var (texts, children) = await kinesis.Stream.ReadToEndAsync(Shard);
        Assert.Equal(["last"], texts);
        var child = Assert.Single(children);
        Assert.Equal(new ShardId("shardId-000000000001"), child.Id);
        Assert.Equal([Shard], child.Parents);
        Assert.Equal((UInt128)9, child.HashKeys.End);
    }

    [Fact]
    public async Task An_iterator_that_is_expired_as_soon_as_it_is_made_is_a_fault_and_not_asked_for_without_end()
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation == "GetRecords" ? ScriptedAnswer.Error(400, "ExpiredIteratorException") : null);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var fault = await Assert.ThrowsAsync<AwsServiceException>(async () =>
        {
            await foreach (var page in kinesis.Stream.ReadAsync(Shard, StreamPosition.TrimHorizon, limit.Token))
            {
                page.Dispose();
            }
        });
        Assert.Equal("ExpiredIteratorException", fault.Code);
    }

    [Fact]
    public async Task An_answer_without_iterator_or_children_from_a_shard_that_is_open_is_a_fault_and_no_end()
    {
        await using var kinesis = new FakeKinesis((operation, _, _) => operation switch
        {
            "ListShards" => ScriptedAnswer.Ok(FakeKinesis.OneShard),
            "GetRecords" => FakeKinesis.Records(null, 0, ("5", "a")),
            _ => null,
        });
        var fault = await Assert.ThrowsAsync<IOException>(() => kinesis.Stream.ReadToEndAsync(Shard));
        Assert.Contains("open", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_from_the_latest_is_told_where_to_go_on_before_the_first_record()
    {
        await using var kinesis = new FakeKinesis((operation, _, _) => operation != "GetRecords" ? null : FakeKinesis.Records("next", 0) with
        {
            Headers = new Dictionary<string, string> { ["Date"] = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).ToString("r") },
        });
        await foreach (var page in kinesis.Stream.ReadAsync(Shard, StreamPosition.Latest, Deadline.Token))
        {
            page.Dispose();
            Assert.Equal(new StreamPosition.AtTimestamp(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)), page.Resume);
            break;
        }
    }

    [Fact]
    public async Task A_dropped_answer_and_a_throttled_call_lose_and_repeat_nothing()
    {
        await using var kinesis = new FakeKinesis((operation, count, _) => operation != "GetRecords" ? null : count switch
        {
            1 => FakeKinesis.Records("next", 1000, ("5", "a")),
            2 => FakeKinesis.Records("next", 1000, ("6", "b")) with { DropAfter = 40 },
            3 => ScriptedAnswer.Error(400, "ProvisionedThroughputExceededException"),
            4 => ScriptedAnswer.Error(500, "InternalFailure"),
            _ => FakeKinesis.Records(null, 0, ("6", "b")),
        });
        Assert.Equal(["a", "b"], (await kinesis.Stream.ReadToEndAsync(Shard)).Texts);
    }

    [Fact]
    public async Task A_position_that_is_not_of_this_stream_is_a_clear_fault()
    {
        await using var kinesis = new FakeKinesis(
            (operation, _, _) => operation == "GetShardIterator" ? ScriptedAnswer.Error(400, "InvalidArgumentException", "did not come from this stream") : null);
        var fault = await Assert.ThrowsAsync<AwsServiceException>(
            () => kinesis.Stream.ReadTextsAsync(Shard, new StreamPosition.After(new SequenceNumber("77")), 1));
        Assert.Contains($"shard {FakeKinesis.Shard} of stream clicks", fault.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buffers_of_a_page_stay_until_it_is_disposed()
    {
        var texts = Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 5000)).ToArray();
        await using var kinesis = new FakeKinesis((operation, count, _) => operation != "GetRecords" ? null
            : FakeKinesis.Records(count < 20 ? "next" : null, 1, ($"{count}", texts[count - 1])));
        var pages = new List<RecordPage>();
        await foreach (var page in kinesis.Stream.ReadAsync(Shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            pages.Add(page);
        }

        Assert.Equal(texts, pages.Select(page => System.Text.Encoding.UTF8.GetString(page.Records[0].Data.Span)));
        pages.ForEach(page => page.Dispose());
    }
}
