using System.Text;
using System.Text.Json;
using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>A stream on a scripted server: operations that a test does not script answer as a quiet stream of one shard does.</summary>
internal sealed class FakeKinesis : IAsyncDisposable
{
    public const string Shard = "shardId-000000000000";

    /// <summary>A list of the one shard, which is open.</summary>
    public const string OneShard = """
        {"Shards":[{"ShardId":"shardId-000000000000","HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"340282366920938463463374607431768211455"},
        "SequenceNumberRange":{"StartingSequenceNumber":"1"}}]}
        """;

    // As soon as an answer was the last one of the shard, its list says so, too.
    private static readonly string ClosedShard =
        OneShard.Replace("\"StartingSequenceNumber\":\"1\"", "\"StartingSequenceNumber\":\"1\",\"EndingSequenceNumber\":\"99\"", StringComparison.Ordinal);

    private readonly Dictionary<string, int> _calls = [];
    private readonly bool _isFanOut;
    private bool _hasEnded;

    public FakeKinesis(
        Func<string, int, JsonElement, ScriptedAnswer?> answer, KinesisStreamOptions? options = null, TransportOptions? transport = null)
    {
        Server = new ScriptedServer(request =>
        {
            var count = _calls[request.Operation] = _calls.GetValueOrDefault(request.Operation) + 1;
            var body = request.Headers["content-type"].Contains("json", StringComparison.Ordinal)
                ? JsonDocument.Parse(request.Body).RootElement
                : default;
            var given = answer(request.Operation, count, body) ?? Default(request.Operation);
            _hasEnded |= request.Operation == "GetRecords" && given.Status == 200
                && !Encoding.UTF8.GetString(given.Body).Contains("NextShardIterator", StringComparison.Ordinal);
            return given;
        });
        _isFanOut = options?.ConsumerName is not null;
        options ??= new KinesisStreamOptions { Stream = "clicks", Codec = WireCodec.Json, Pace = ShardPace.Unlimited };
        Stream = new KinesisEventStream(
            TransportUnderTest.EnvironmentOf(Server.Address), options with { Transport = transport ?? TransportUnderTest.Fast });
    }

    public ScriptedServer Server { get; }

    public KinesisEventStream Stream { get; }

    /// <summary>An answer of GetRecords.</summary>
    public static ScriptedAnswer Records(string? next, long behind, params (string Number, string Text)[] records)
    {
        var json = EventFrames.Json(null, behind, records);
        return ScriptedAnswer.Ok(next is null ? json : $"{json[..^1]},\"NextShardIterator\":\"{next}\"}}");
    }

    /// <summary>An answer of PutRecords.</summary>
    public static ScriptedAnswer Outcomes(params string[] outcomes) => ScriptedAnswer.Ok($$"""{"Records":[{{string.Join(',', outcomes)}}]}""");

    public static string Accepted(int number) => $$"""{"SequenceNumber":"{{number}}","ShardId":"{{Shard}}"}""";

    public static string Refused(string code) => $$"""{"ErrorCode":"{{code}}","ErrorMessage":"no"}""";

    /// <summary>A subscription that gives these frames and then ends.</summary>
    public static ScriptedAnswer Subscription(params byte[][] frames) => new(200, [])
    {
        ContentType = "application/vnd.amazon.eventstream",
        Pieces = [.. frames.Select(frame => new Func<Task<byte[]>>(() => Task.FromResult(frame)))],
    };

    public async ValueTask DisposeAsync()
    {
        Stream.Dispose();
        await Server.DisposeAsync();
    }

    private ScriptedAnswer Default(string operation) => operation switch
    {
        // Fan-out asks for the list at the end of a shard only.
        "ListShards" => ScriptedAnswer.Ok(_hasEnded || _isFanOut ? ClosedShard : OneShard),
        "GetShardIterator" => ScriptedAnswer.Ok("""{"ShardIterator":"it"}"""),
        "GetRecords" => Records("it", 0),
        "DescribeStreamSummary" => ScriptedAnswer.Ok(
            """{"StreamDescriptionSummary":{"StreamARN":"arn:aws:kinesis:eu-central-1:123456789012:stream/clicks","StreamStatus":"ACTIVE","RetentionPeriodHours":24}}"""),
        "DescribeStreamConsumer" => ScriptedAnswer.Ok("""{"ConsumerDescription":{"ConsumerARN":"arn:consumer","ConsumerStatus":"ACTIVE"}}"""),
        "RegisterStreamConsumer" => ScriptedAnswer.Ok("""{"Consumer":{"ConsumerARN":"arn:consumer","ConsumerStatus":"CREATING"}}"""),
        _ => new ScriptedAnswer(400, Encoding.UTF8.GetBytes($$"""{"__type":"UnknownOperationException","message":"{{operation}}"}""")),
    };
}
