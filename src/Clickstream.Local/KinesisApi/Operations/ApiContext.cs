using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;
using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>What operations work with.</summary>
internal sealed class ApiContext(StreamHouse house, Tokens tokens, KinesisApiOptions options, TimeProvider time)
{
    private const string StreamPart = ":stream/";
    private const string ConsumerPart = "/consumer/";

    public StreamHouse House { get; } = house;

    public Tokens Tokens { get; } = tokens;

    public KinesisApiOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>The stream that a call names by StreamName or StreamARN.</summary>
    /// <exception cref="ApiFault">It names none, or one that does not exist.</exception>
    public ApiStream StreamOf(WireObject input)
    {
        var name = input.Text("StreamName");
        if (input.Text("StreamARN") is { } arn)
        {
            var named = NameIn(arn) ?? throw ApiFault.Constraint("StreamARN", arn, "the ARN of a stream");
            if (name is not null && name != named)
            {
                throw ApiFault.InvalidArgument($"StreamName {name} and StreamARN {arn} are not the same stream.");
            }

            name = named;
        }

        return Stream(name ?? throw ApiFault.Missing("StreamName"));
    }

    /// <summary>A stream by name.</summary>
    /// <exception cref="ApiFault">It does not exist.</exception>
    public ApiStream Stream(string name) => House.Find(name)
        ?? throw ApiFault.NotFound($"Stream {name} under account {Options.Account} not found.");

    /// <summary>The rows of the shards of a stream, in order.</summary>
    public static async Task<List<ShardRow>> ShardsAsync(ApiStream stream, CancellationToken cancellationToken) =>
        await stream.Events.ListRowsAsync(cancellationToken).ConfigureAwait(false);

    public ApiFault NoShard(ApiStream stream, string shard) =>
        ApiFault.NotFound($"Shard {shard} in stream {stream.Name} under account {Options.Account} does not exist.");

    public string ArnOf(ApiStream stream) => $"arn:aws:kinesis:{Options.Region}:{Options.Account}{StreamPart}{stream.Name}";

    public string ArnOf(ApiStream stream, ConsumerEntry consumer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ArnOf(stream)}{ConsumerPart}{consumer.Name}:{consumer.Created.ToUnixTimeSeconds()}");

    /// <summary>The name of the stream in the ARN of a stream or a consumer; any account and region will do.</summary>
    public static string? NameIn(string arn)
    {
        var start = arn.IndexOf(StreamPart, StringComparison.Ordinal);
        if (start < 0 || !arn.StartsWith("arn:aws", StringComparison.Ordinal))
        {
            return null;
        }

        var rest = arn[(start + StreamPart.Length)..];
        var end = rest.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>The consumer that an ARN names, with its stream.</summary>
    /// <exception cref="ApiFault">It does not exist.</exception>
    public async Task<(ApiStream Stream, ConsumerEntry Consumer)> ConsumerAsync(string arn, CancellationToken cancellationToken)
    {
        var stream = Stream(NameIn(arn) ?? throw ApiFault.Constraint("ConsumerARN", arn, "the ARN of a consumer"));
        var consumers = await House.Catalog.ListConsumersAsync(stream.Entry.Id, cancellationToken).ConfigureAwait(false);
        var tail = arn[(arn.IndexOf(ConsumerPart, StringComparison.Ordinal) + 1)..];
        return consumers.FirstOrDefault(consumer => ArnOf(stream, consumer).EndsWith('/' + tail, StringComparison.Ordinal)) is { } found
            ? (stream, found)
            : throw ApiFault.NotFound($"Consumer {arn} not found.");
    }

    /// <summary>The position that members of a call stand for.</summary>
    /// <exception cref="ApiFault">They do not fit together.</exception>
    public StreamPosition Position(string type, string? sequenceNumber, DateTimeOffset? timestamp) => type switch
    {
        "TRIM_HORIZON" => StreamPosition.TrimHorizon,
        "LATEST" => StreamPosition.Latest,
        "AT_SEQUENCE_NUMBER" => new StreamPosition.At(Sequence(type, sequenceNumber)),
        "AFTER_SEQUENCE_NUMBER" => new StreamPosition.After(Sequence(type, sequenceNumber)),
        "AT_TIMESTAMP" when timestamp is { } at => at <= Now
            ? new StreamPosition.AtTimestamp(at)
            : throw ApiFault.InvalidArgument($"The timestamp {at:O} is in the future."),
        "AT_TIMESTAMP" => throw ApiFault.InvalidArgument("AT_TIMESTAMP needs a Timestamp."),
        _ => throw ApiFault.Constraint(
            "ShardIteratorType", type, "AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST or AT_TIMESTAMP"),
    };

    private static SequenceNumber Sequence(string type, string? digits) =>
        digits is null ? throw ApiFault.InvalidArgument($"{type} needs a sequence number.")
        : SequenceNumber.IsValid(digits) ? new SequenceNumber(digits)
        : throw ApiFault.Constraint("SequenceNumber", digits, "a decimal number without leading zeros");
}
