using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>The operations GetShardIterator and GetRecords.</summary>
internal static class GetRecords
{
    /// <summary>An iterator that begins at a position; it lives for 5 minutes.</summary>
    public static Task<string> GetShardIteratorAsync(
        this KinesisClient client, StreamReference stream, ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("GetShardIterator", $"shard {shard} of {stream}"),
            writer =>
            {
                writer.BeginMap(2 + StartingPosition.FieldsOf(from));
                stream.WriteTo(writer);
                writer.Field("ShardId"u8, shard.Value);
                StartingPosition.WriteFields(writer, from, "ShardIteratorType"u8, "StartingSequenceNumber"u8);
                writer.EndMap();
            },
            ReadIterator,
            cancellationToken);

    /// <summary>The next records. The caller disposes the answer with the page that it makes of it.</summary>
    public static async Task<GetRecordsAnswer> GetRecordsAsync(
        this KinesisClient client, StreamReference stream, string iterator, int limit, CancellationToken cancellationToken)
    {
        var (result, answer) = await client.CallKeepingAsync(
            new KinesisCall("GetRecords", stream.ToString()) { ExpectedBytes = 256 + iterator.Length },
            writer =>
            {
                writer.BeginMap(stream.IsArn ? 3 : 2);
                writer.Field("ShardIterator"u8, iterator);
                writer.Field("Limit"u8, limit);
                if (stream.IsArn)
                {
                    stream.WriteTo(writer); // Needed for a stream of another account.
                }

                writer.EndMap();
            },
            reader => Read(client, reader),
            cancellationToken).ConfigureAwait(false);
        return result with { Answer = answer };
    }

    private static string ReadIterator(WireReader reader)
    {
        string? iterator = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("ShardIterator"u8))
            {
                iterator = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return iterator ?? throw new FormatException("There is no iterator in the answer.");
    }

    private static GetRecordsAnswer Read(KinesisClient client, WireReader reader)
    {
        IReadOnlyList<StreamRecord> records = [];
        string? next = null;
        long behind = 0;
        IReadOnlyList<Shard>? children = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("Records"u8))
            {
                records = RecordList.Read(reader, client.Texts);
            }
            else if (reader.IsField("NextShardIterator"u8))
            {
                next = reader.Text();
            }
            else if (reader.IsField("MillisBehindLatest"u8))
            {
                behind = reader.Number();
            }
            else if (reader.IsField("ChildShards"u8))
            {
                children = ShardShapes.ReadList(reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetRecordsAnswer(records, string.IsNullOrEmpty(next) ? null : next, TimeSpan.FromMilliseconds(behind), children);
    }
}

/// <summary>What GetRecords gave.</summary>
/// <param name="Records">The records; their data are slices of the answer's buffer.</param>
/// <param name="NextIterator">Where to go on; null at the end of a closed shard.</param>
/// <param name="Behind">How far the end of this answer is behind the newest record.</param>
/// <param name="Children">The shards that follow; null if the answer names none.</param>
internal sealed record GetRecordsAnswer(
    IReadOnlyList<StreamRecord> Records, string? NextIterator, TimeSpan Behind, IReadOnlyList<Shard>? Children)
{
    public AwsAnswer? Answer { get; init; }

    /// <summary>Bytes of the answer, by which the shard's read limit counts.</summary>
    public int Bytes => Answer?.Body.Length ?? 0;
}
