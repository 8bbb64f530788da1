using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Writes shards and pages of records, for GetRecords, ListShards and SubscribeToShard alike.</summary>
internal static class RecordAnswers
{
    /// <summary>Writes the member <c>Records</c>.</summary>
    public static void WriteRecords(WireWriter writer, RecordPage page)
    {
        writer.Name("Records");
        writer.BeginArray();
        foreach (var record in page.Records)
        {
            writer.BeginObject();
            writer.Member("SequenceNumber", record.SequenceNumber.Value);
            writer.Member("ApproximateArrivalTimestamp", record.ApproximateArrival);
            writer.Member("Data", record.Data.Span);
            writer.Member("PartitionKey", record.PartitionKey);
            writer.Member("EncryptionType", "NONE");
            writer.EndObject();
        }

        writer.EndArray();
    }

    /// <summary>Writes the member <c>ChildShards</c> if the page is the last of a closed shard.</summary>
    public static void WriteChildren(WireWriter writer, RecordPage page)
    {
        if (page.Children is { } children)
        {
            writer.Member("ChildShards", children, child =>
            {
                writer.BeginObject();
                writer.Member("ShardId", child.Id.Value);
                writer.Member("ParentShards", child.Parents, parent => writer.Text(parent.Value));
                WriteRange(writer, child.HashKeys);
                writer.EndObject();
            });
        }
    }

    /// <summary>Writes a shard.</summary>
    public static void WriteShard(WireWriter writer, Shard shard)
    {
        writer.BeginObject();
        writer.Member("ShardId", shard.Id.Value);
        writer.Member("ParentShardId", shard.Parent?.Value);
        writer.Member("AdjacentParentShardId", shard.AdjacentParent?.Value);
        WriteRange(writer, shard.HashKeys);
        writer.Member("SequenceNumberRange", () =>
        {
            writer.Member("StartingSequenceNumber", shard.Start.Value);
            writer.Member("EndingSequenceNumber", shard.End?.Value);
        });
        writer.EndObject();
    }

    /// <summary>
    /// How far the reader is behind now, in milliseconds: 0 when it has read everything, else the age of the last record that it was given.
    /// </summary>
    public static long MillisBehind(RecordPage page, DateTimeOffset now) =>
        page.BehindLatest == TimeSpan.Zero || page.Records.Count == 0
            ? 0
            : Math.Max(1, (long)(now - page.Records[^1].ApproximateArrival).TotalMilliseconds);

    private static void WriteRange(WireWriter writer, HashKeyRange range) => writer.Member("HashKeyRange", () =>
    {
        writer.Member("StartingHashKey", range.Start.ToString(CultureInfo.InvariantCulture));
        writer.Member("EndingHashKey", range.End.ToString(CultureInfo.InvariantCulture));
    });
}
