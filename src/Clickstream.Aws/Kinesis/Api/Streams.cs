using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>The operations on a stream as a whole.</summary>
internal static class Streams
{
    public static Task<StreamSummary> DescribeStreamSummaryAsync(
        this KinesisClient client, StreamReference stream, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("DescribeStreamSummary", stream.ToString()) { LimitExceededIsThrottling = true },
            writer =>
            {
                writer.BeginMap(1);
                stream.WriteTo(writer);
                writer.EndMap();
            },
            ReadDescription,
            cancellationToken);

    public static Task CreateStreamAsync(this KinesisClient client, string name, int shards, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("CreateStream", $"stream {name}"),
            writer =>
            {
                writer.BeginMap(2);
                writer.Field("StreamName"u8, name);
                writer.Field("ShardCount"u8, shards);
                writer.EndMap();
            },
            cancellationToken);

    public static Task DeleteStreamAsync(this KinesisClient client, StreamReference stream, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("DeleteStream", stream.ToString()),
            writer =>
            {
                writer.BeginMap(2);
                stream.WriteTo(writer);
                writer.Flag("EnforceConsumerDeletion"u8, true);
                writer.EndMap();
            },
            cancellationToken);

    /// <summary>Sets the retention, by the one of two operations that goes in the right direction.</summary>
    public static Task SetRetentionAsync(
        this KinesisClient client, StreamReference stream, int hours, bool isLonger, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall(isLonger ? "IncreaseStreamRetentionPeriod" : "DecreaseStreamRetentionPeriod", stream.ToString()),
            writer =>
            {
                writer.BeginMap(2);
                stream.WriteTo(writer);
                writer.Field("RetentionPeriodHours"u8, hours);
                writer.EndMap();
            },
            cancellationToken);

    private static StreamSummary ReadDescription(WireReader reader)
    {
        StreamSummary? summary = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("StreamDescriptionSummary"u8))
            {
                summary = ReadSummary(reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return summary ?? throw new FormatException("The answer describes no stream.");
    }

    private static StreamSummary ReadSummary(WireReader reader)
    {
        string? arn = null, status = null;
        long hours = 0;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("StreamARN"u8))
            {
                arn = reader.Text();
            }
            else if (reader.IsField("StreamStatus"u8))
            {
                status = reader.Text();
            }
            else if (reader.IsField("RetentionPeriodHours"u8))
            {
                hours = reader.Number();
            }
            else
            {
                reader.Skip();
            }
        }

        return arn is null || status is null ? throw new FormatException("The stream has no ARN or no status.") : new StreamSummary(arn, status, (int)hours);
    }
}

/// <summary>What a stream is.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Status">CREATING, DELETING, ACTIVE or UPDATING.</param>
/// <param name="RetentionHours">How long it keeps records.</param>
internal sealed record StreamSummary(string Arn, string Status, int RetentionHours);
