using System.Globalization;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>The operation PutRecords.</summary>
internal static class PutRecords
{
    private const int FrameBytes = 128; // Names of the fields, the explicit hash key and lengths of one record.

    /// <summary>Puts records.</summary>
    /// <param name="client">The client.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="entries">The records, within the limits.</param>
    /// <param name="predicted">The shard of a record by its index, to name it where Kinesis throttles without saying which.</param>
    /// <param name="cancellationToken">Ends the call; the records may be stored all the same.</param>
    public static Task<IReadOnlyList<PutOutcome>> PutRecordsAsync(
        this KinesisClient client, StreamReference stream, IReadOnlyList<PutEntry> entries, Func<int, ShardId> predicted, CancellationToken cancellationToken)
    {
        var call = new KinesisCall("PutRecords", stream.ToString()) { ExpectedBytes = BytesOf(entries) };
        return client.CallAsync<IReadOnlyList<PutOutcome>>(
            call, writer => Write(writer, stream, entries), reader => Read(client, reader, entries.Count, predicted), cancellationToken);
    }

    private static int BytesOf(IReadOnlyList<PutEntry> entries)
    {
        var bytes = FrameBytes;
        for (var i = 0; i < entries.Count; i++)
        {
            bytes += FrameBytes + entries[i].PartitionKey.Length + entries[i].Data.Length;
        }

        return bytes;
    }

    private static void Write(WireWriter writer, StreamReference stream, IReadOnlyList<PutEntry> entries)
    {
        writer.BeginMap(2);
        stream.WriteTo(writer);
        writer.Name("Records"u8);
        writer.BeginList(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            writer.BeginMap(entry.ExplicitHashKey is null ? 2 : 3);
            writer.Field("PartitionKey"u8, entry.PartitionKey);
            if (entry.ExplicitHashKey is { } hashKey)
            {
                writer.Field("ExplicitHashKey"u8, hashKey.ToString(CultureInfo.InvariantCulture));
            }

            writer.Name("Data"u8);
            writer.Blob(entry.Data.Span);
            writer.EndMap();
        }

        writer.EndList();
        writer.EndMap();
    }

    private static List<PutOutcome> Read(KinesisClient client, WireReader reader, int count, Func<int, ShardId> predicted)
    {
        var outcomes = new List<PutOutcome>(count);
        if (reader.BeginMap())
        {
            while (reader.NextField())
            {
                if (!reader.IsField("Records"u8))
                {
                    reader.Skip();
                }
                else if (reader.BeginList())
                {
                    while (reader.NextItem())
                    {
                        outcomes.Add(ReadOutcome(client, reader, outcomes.Count, predicted));
                    }
                }
            }
        }

        return outcomes.Count == count ? outcomes : throw new FormatException($"The answer has {outcomes.Count} outcomes for {count} records.");
    }

    private static PutOutcome ReadOutcome(KinesisClient client, WireReader reader, int index, Func<int, ShardId> predicted)
    {
        string? number = null, shard = null, code = null, message = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("SequenceNumber"u8))
            {
                number = reader.Text();
            }
            else if (reader.IsField("ShardId"u8))
            {
                shard = client.Texts.Get(reader.TextBytes().Span);
            }
            else if (reader.IsField("ErrorCode"u8))
            {
                code = reader.Text();
            }
            else if (reader.IsField("ErrorMessage"u8))
            {
                message = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return code switch
        {
            null when number is not null && !string.IsNullOrEmpty(shard) => new PutOutcome.Accepted(new ShardId(shard), new SequenceNumber(number)),
            null => throw new FormatException("An outcome has neither a sequence number nor an error."),
            "ProvisionedThroughputExceededException" or "KMSThrottlingException" => new PutOutcome.Throttled(predicted(index)),
            _ => new PutOutcome.Failed($"{code}: {message}"),
        };
    }
}
