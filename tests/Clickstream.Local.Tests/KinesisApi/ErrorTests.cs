using System.Text.Json.Nodes;
using Clickstream.Contracts;
using Clickstream.Local.KinesisApi;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

public sealed class ErrorTests
{
    public static TheoryData<string, string, string> Calls => new()
    {
        { "Nothing", "{}", "UnknownOperationException" },
        { "ListShards", "{", "SerializationException" },
        { "ListShards", "[]", "SerializationException" },
        { "ListShards", """{"StreamName":5}""", "SerializationException" },
        { "ListShards", """{"StreamName":"clickstream"} {}""", "SerializationException" },
        { "ListShards", "{}", "ValidationException" },
        { "ListShards", """{"StreamName":"clickstream","MaxResults":0}""", "ValidationException" },
        { "ListShards", """{"StreamName":"clickstream","ShardFilter":{"Type":"X"}}""", "ValidationException" },
        { "ListShards", """{"NextToken":"x"}""", "InvalidArgumentException" },
        { "ListShards", """{"StreamName":"absent"}""", "ResourceNotFoundException" },
        { "ListShards", """{"StreamARN":"arn:aws:kinesis:x:1:stream/absent"}""", "ResourceNotFoundException" },
        { "ListShards", """{"StreamName":"a","StreamARN":"arn:aws:kinesis:x:1:stream/b"}""", "InvalidArgumentException" },
        { "CreateStream", """{"StreamName":"clickstream","ShardCount":1}""", "ResourceInUseException" },
        { "CreateStream", """{"StreamName":"a/b","ShardCount":1}""", "ValidationException" },
        { "CreateStream", """{"StreamName":"a","ShardCount":0}""", "ValidationException" },
        { "DeleteStream", """{"StreamName":"clickstream"}""", "ResourceInUseException" },
        { "PutRecords", """{"StreamName":"clickstream"}""", "ValidationException" },
        { "PutRecords", """{"StreamName":"clickstream","Records":[]}""", "ValidationException" },
        { "PutRecords", """{"StreamName":"clickstream","Records":[5]}""", "SerializationException" },
        { "PutRecords", """{"StreamName":"clickstream","Records":[{"Data":"eA=="}]}""", "ValidationException" },
        { "PutRecords", """{"StreamName":"clickstream","Records":[{"PartitionKey":"k"}]}""", "ValidationException" },
        { "PutRecords", """{"StreamName":"clickstream","Records":[{"PartitionKey":"k","Data":"?"}]}""", "SerializationException" },
        { "PutRecord", """{"StreamName":"clickstream","PartitionKey":"","Data":"eA=="}""", "ValidationException" },
        { "PutRecord", """{"StreamName":"clickstream","PartitionKey":"k","Data":"eA==","ExplicitHashKey":"-1"}""", "ValidationException" },
        {
            "PutRecord",
            """{"StreamName":"clickstream","PartitionKey":"k","Data":"eA==","ExplicitHashKey":"340282366920938463463374607431768211456"}""",
            "InvalidArgumentException"
        },
        { "GetShardIterator", """{"StreamName":"clickstream","ShardId":"shardId-9","ShardIteratorType":"LATEST"}""", "ResourceNotFoundException" },
        { "GetShardIterator", """{"StreamName":"clickstream","ShardId":"shardId-000000000000","ShardIteratorType":"X"}""", "ValidationException" },
        {
            "GetShardIterator",
            """{"StreamName":"clickstream","ShardId":"shardId-000000000000","ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"1"}""",
            "InvalidArgumentException"
        },
        { "GetRecords", """{"ShardIterator":"x"}""", "InvalidArgumentException" },
        {
            "SplitShard",
            """{"StreamName":"clickstream","ShardToSplit":"shardId-000000000000","NewStartingHashKey":"0"}""",
            "InvalidArgumentException"
        },
        {
            "MergeShards",
            """{"StreamName":"clickstream","ShardToMerge":"shardId-000000000000","AdjacentShardToMerge":"shardId-000000000002"}""",
            "InvalidArgumentException"
        },
        {
            "UpdateShardCount",
            """{"StreamName":"clickstream","TargetShardCount":9,"ScalingType":"UNIFORM_SCALING"}""",
            "InvalidArgumentException"
        },
        { "DescribeStreamConsumer", """{"ConsumerARN":"arn:aws:kinesis:x:1:stream/clickstream/consumer/a:1"}""", "ResourceNotFoundException" },
        { "SubscribeToShard", """{"ConsumerARN":"x","ShardId":"y"}""", "ValidationException" },
    };

    [Fact]
    public async Task A_mistake_is_named_as_the_service_names_it()
    {
        await using var api = await StartAsync(shards: 4);
        foreach (var row in Calls)
        {
            var (operation, body, expected) = ((string)row[0], (string)row[1], (string)row[2]);
            using var response = await api.SendAsync(operation, System.Text.Encoding.UTF8.GetBytes(body));
            var fault = JsonNode.Parse(await response.Content.ReadAsStringAsync(Deadline.Token))!;
            Assert.Equal($"{operation} {body} 400 {expected}", $"{operation} {body} {(int)response.StatusCode} {Text(fault["__type"])}");
            Assert.NotEmpty(Text(fault["message"]));
        }
    }

    [Fact]
    public async Task A_put_that_is_too_large_stores_nothing()
    {
        await using var api = await StartAsync(shards: 1);
        JsonObject Put(int count, int bytes)
        {
            var data = Convert.ToBase64String(new byte[bytes]);
            var records = Enumerable.Range(0, count).Select(_ => new JsonObject { ["Data"] = data, ["PartitionKey"] = "k" });
            return new JsonObject { ["StreamName"] = OwnStream, ["Records"] = new JsonArray([.. records]) };
        }

        Assert.Equal("ValidationException", await api.FaultAsync("PutRecords", Put(501, 1)));
        Assert.Equal("ValidationException", await api.FaultAsync("PutRecords", Put(1, (1024 * 1024) + 1)));
        Assert.Equal("InvalidArgumentException", await api.FaultAsync("PutRecords", Put(11, 1024 * 1024 - 1)));
        Assert.Empty((await api.GetAsync(await api.IteratorAsync()))["Records"]!.AsArray());
    }

    [Fact]
    public async Task A_request_must_be_signed_by_somebody()
    {
        await using var api = await StartAsync();
        using var response = await api.SendAsync("ListStreams", "{}"u8.ToArray(), isSigned: false);
        Assert.Equal("MissingAuthenticationTokenException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        await using var open = await StartAsync(with: options => options with { RequireSignature = false });
        using var taken = await open.SendAsync("ListStreams", "{}"u8.ToArray(), isSigned: false);
        Assert.True(taken.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_port_and_a_folder_in_use_are_named_with_the_remedy()
    {
        await using var api = await StartAsync();
        using var folder = new TestFolder();
        var options = new KinesisApiOptions { Folder = folder.Open(), Port = api.Server.Address.Port };
        var port = await Assert.ThrowsAsync<KinesisApiException>(() => KinesisApiServer.StartAsync(options, api.Time, null, Deadline.Token));
        Assert.Contains("--port", port.Message, StringComparison.Ordinal);
        var same = await Assert.ThrowsAsync<KinesisApiException>(
            () => KinesisApiServer.StartAsync(options with { Folder = api.Folder, Port = 0 }, api.Time, null, Deadline.Token));
        Assert.Contains("--data", same.Message, StringComparison.Ordinal);
    }
}
