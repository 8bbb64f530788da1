using System.Text.Json;
using Clickstream.Core.Streams;

namespace Clickstream.Lambda.Events;

/// <summary>
/// A batch of records of one shard, as Lambda's event source mapping gives it. Source: AWS Lambda developer guide, "Using Lambda with Kinesis".
/// </summary>
/// <param name="Records">The records, in the order of the shard.</param>
internal sealed record KinesisEvent(IReadOnlyList<KinesisEventRecord> Records)
{
    /// <summary>Reads an event; null if it is another one.</summary>
    public static KinesisEvent? Read(JsonElement root)
    {
        JsonElement? element = root;
        if (element.Member("Records") is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var records = new List<KinesisEventRecord>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (ReadRecord(item) is not { } record)
            {
                return null;
            }

            records.Add(record);
        }

        return new KinesisEvent(records);
    }

    private static KinesisEventRecord? ReadRecord(JsonElement? item)
    {
        var kinesis = item.Member("kinesis");
        if (item.Member("eventSource").Text() != "aws:kinesis" || kinesis.Member("sequenceNumber").Text() is not { } sequence
            || !SequenceNumber.IsValid(sequence) || kinesis.Member("data") is not { ValueKind: JsonValueKind.String } data)
        {
            return null;
        }

        var arrival = kinesis.Member("approximateArrivalTimestamp") is { ValueKind: JsonValueKind.Number } seconds ? seconds.GetDouble() : 0;
        // shardId-000000000006:4959…
        var shard = item.Member("eventID").Text()?.Split(':')[0];
        return new KinesisEventRecord(
            new ShardId(string.IsNullOrEmpty(shard) ? "unknown" : shard),
            new SequenceNumber(sequence),
            DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(arrival, 0, MaxSeconds)),
            data);
    }

    private const double MaxSeconds = 253_402_300_799; // The year 9999, the last that a DateTimeOffset holds.
}

/// <summary>A record of a batch.</summary>
/// <param name="Shard">Its shard.</param>
/// <param name="SequenceNumber">Its place in the shard, by which Lambda is told what failed.</param>
/// <param name="Arrival">When the stream took it.</param>
/// <param name="Data">Its bytes, in base64.</param>
internal sealed record KinesisEventRecord(ShardId Shard, SequenceNumber SequenceNumber, DateTimeOffset Arrival, JsonElement Data);
