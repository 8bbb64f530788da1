using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>The operations of enhanced fan-out.</summary>
internal static class Consumers
{
    public static Task<ConsumerSummary> RegisterStreamConsumerAsync(
        this KinesisClient client, string streamArn, string name, CancellationToken cancellationToken) =>
        client.CallAsync(new KinesisCall("RegisterStreamConsumer", Resource(streamArn, name)), Names(streamArn, name), Read("Consumer"), cancellationToken);

    public static Task<ConsumerSummary> DescribeStreamConsumerAsync(
        this KinesisClient client, string streamArn, string name, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("DescribeStreamConsumer", Resource(streamArn, name)) { LimitExceededIsThrottling = true },
            Names(streamArn, name),
            Read("ConsumerDescription"),
            cancellationToken);

    public static Task DeregisterStreamConsumerAsync(
        this KinesisClient client, string streamArn, string name, CancellationToken cancellationToken) =>
        client.CallAsync(new KinesisCall("DeregisterStreamConsumer", Resource(streamArn, name)), Names(streamArn, name), cancellationToken);

    /// <summary>The call of SubscribeToShard, also to name it in errors.</summary>
    public static KinesisCall SubscribeCall(ShardId shard, string consumerArn) =>
        new("SubscribeToShard", $"shard {shard} for {consumerArn}") { LimitExceededIsThrottling = true };

    /// <summary>Subscribes to a shard; events come for up to 5 minutes. The caller disposes the answer.</summary>
    public static Task<AwsOpenAnswer> SubscribeToShardAsync(
        this KinesisClient client, string consumerArn, ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        client.OpenAsync(
            SubscribeCall(shard, consumerArn),
            writer =>
            {
                writer.BeginMap(3);
                writer.Field("ConsumerARN"u8, consumerArn);
                writer.Field("ShardId"u8, shard.Value);
                writer.Name("StartingPosition"u8);
                writer.BeginMap(StartingPosition.FieldsOf(from));
                StartingPosition.WriteFields(writer, from, "Type"u8, "SequenceNumber"u8);
                writer.EndMap();
                writer.EndMap();
            },
            cancellationToken);

    private static string Resource(string streamArn, string name) => $"consumer {name} of {new StreamReference(streamArn)}";

    private static Action<WireWriter> Names(string streamArn, string name) => writer =>
    {
        writer.BeginMap(2);
        writer.Field("StreamARN"u8, streamArn);
        writer.Field("ConsumerName"u8, name);
        writer.EndMap();
    };

    private static Func<WireReader, ConsumerSummary> Read(string field) => reader =>
    {
        ConsumerSummary? consumer = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField(System.Text.Encoding.UTF8.GetBytes(field)))
            {
                consumer = ReadConsumer(reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return consumer ?? throw new FormatException("The answer describes no consumer.");
    };

    private static ConsumerSummary ReadConsumer(WireReader reader)
    {
        string? arn = null, status = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("ConsumerARN"u8))
            {
                arn = reader.Text();
            }
            else if (reader.IsField("ConsumerStatus"u8))
            {
                status = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return arn is null || status is null ? throw new FormatException("The consumer has no ARN or no status.") : new ConsumerSummary(arn, status);
    }
}

/// <summary>A consumer with enhanced fan-out.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Status">CREATING, DELETING or ACTIVE.</param>
internal sealed record ConsumerSummary(string Arn, string Status);
