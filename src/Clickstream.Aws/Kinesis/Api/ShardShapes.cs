using System.Globalization;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>Reads shards as ListShards gives them, and as the end of a shard names its children.</summary>
internal static class ShardShapes
{
    /// <summary>The shards that an answer names; null if it names none.</summary>
    public static IReadOnlyList<Shard>? ReadList(WireReader reader)
    {
        if (!reader.BeginList())
        {
            return null;
        }

        var shards = new List<Shard>(2);
        while (reader.NextItem())
        {
            shards.Add(ReadShard(reader));
        }

        return shards.Count > 0 ? shards : null;
    }

    /// <summary>A shard, or a child: a child has a list of parents and no sequence numbers, so it begins at 0.</summary>
    public static Shard ReadShard(WireReader reader)
    {
        string? id = null, parent = null, adjacent = null, start = null, end = null;
        var hashKeys = HashKeyRange.All;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("ShardId"u8))
            {
                id = reader.Text();
            }
            else if (reader.IsField("ParentShardId"u8))
            {
                parent = reader.Text();
            }
            else if (reader.IsField("AdjacentParentShardId"u8))
            {
                adjacent = reader.Text();
            }
            else if (reader.IsField("ParentShards"u8))
            {
                (parent, adjacent) = ReadPair(reader);
            }
            else if (reader.IsField("HashKeyRange"u8))
            {
                var (first, last) = ReadRange(reader, "StartingHashKey"u8, "EndingHashKey"u8);
                hashKeys = new HashKeyRange(HashKeyOf(first), HashKeyOf(last));
            }
            else if (reader.IsField("SequenceNumberRange"u8))
            {
                (start, end) = ReadRange(reader, "StartingSequenceNumber"u8, "EndingSequenceNumber"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Shard(
            new ShardId(id ?? throw new FormatException("A shard has no name.")),
            hashKeys,
            ToId(parent),
            ToId(adjacent),
            new SequenceNumber(start ?? "0"),
            string.IsNullOrEmpty(end) ? null : new SequenceNumber(end));
    }

    private static ShardId? ToId(string? name) => string.IsNullOrEmpty(name) ? null : new ShardId(name);

    private static UInt128 HashKeyOf(string? digits) => UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
        ? key
        : throw new FormatException($"'{digits}' is not a hash key.");

    private static (string? First, string? Second) ReadPair(WireReader reader)
    {
        var texts = new List<string?>(2);
        if (reader.BeginList())
        {
            while (reader.NextItem())
            {
                texts.Add(reader.Text());
            }
        }

        return (texts.ElementAtOrDefault(0), texts.ElementAtOrDefault(1));
    }

    private static (string? First, string? Last) ReadRange(WireReader reader, ReadOnlySpan<byte> firstName, ReadOnlySpan<byte> lastName)
    {
        string? first = null, last = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField(firstName))
            {
                first = reader.Text();
            }
            else if (reader.IsField(lastName))
            {
                last = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return (first, last);
    }
}
