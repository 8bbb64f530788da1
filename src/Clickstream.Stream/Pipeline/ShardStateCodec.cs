using Clickstream.Core.Alerts;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>The state of a shard as one object, without the closed generations of its seen set, which it names.</summary>
internal sealed record ShardStateIndex
{
    public required ShardId Shard { get; init; }

    public required Checkpoint Checkpoint { get; init; }

    public required SequenceNumber? Through { get; init; }

    public required long Watermark { get; init; }

    public required IReadOnlyList<SavedWatermark> Parents { get; init; }

    public required IReadOnlyList<Alert> Outbox { get; init; }

    public required ReadOnlyMemory<byte> Ledger { get; init; }

    public required ReadOnlyMemory<byte> Windows { get; init; }

    public required IReadOnlyList<GenerationReference> Generations { get; init; }

    public required uint OpenNumber { get; init; }

    public required SeenEntry[] Open { get; init; }
}

/// <summary>Writes and reads <see cref="ShardStateIndex"/>.</summary>
internal static class ShardStateCodec
{
    private const int FirstWithParents = 2; // In a state of format 1 the shard goes on with its own watermark alone.

    public static byte[] Write(ShardStateIndex index) => StateEnvelope.Write(StateEnvelope.ShardMark, writer =>
    {
        writer.Write(index.Shard.Value);
        writer.Write(index.Checkpoint.Value);
        writer.Write(index.Checkpoint.SubSequenceNumber);
        writer.Write(index.Through?.Value ?? string.Empty);
        writer.Write(index.Watermark);
        writer.Write(index.Parents.Count);
        foreach (var parent in index.Parents)
        {
            writer.Write(parent.Shard.Value);
            writer.Write(parent.Microseconds);
        }

        writer.Write(index.Outbox.Count);
        foreach (var alert in index.Outbox)
        {
            WriteBlock(writer, AlertJson.Serialize(alert));
        }

        WriteBlock(writer, index.Ledger.Span);
        WriteBlock(writer, index.Windows.Span);
        writer.Write(index.Generations.Count);
        foreach (var generation in index.Generations)
        {
            writer.Write(generation.Number);
            writer.Write(generation.Count);
            writer.Write(generation.ClosedAt);
            writer.Write(generation.Key.Value);
        }

        writer.Write(index.OpenNumber);
        SeenGenerationCodec.Write(writer, index.Open);
    });

    public static ShardStateIndex Read(ObjectKey key, ReadOnlyMemory<byte> bytes)
    {
        var content = StateEnvelope.Open(key, StateEnvelope.ShardMark, bytes, out var format).ToArray();
        try
        {
            using var memory = new MemoryStream(content);
            using var reader = new BinaryReader(memory);
            return new ShardStateIndex
            {
                Shard = new ShardId(reader.ReadString()),
                Checkpoint = new Checkpoint(reader.ReadString(), reader.ReadInt64()),
                Through = reader.ReadString() is { Length: > 0 } through ? new SequenceNumber(through) : null,
                Watermark = reader.ReadInt64(),
                Parents = format < FirstWithParents ? [] : ReadList(reader, () => new SavedWatermark(new ShardId(reader.ReadString()), reader.ReadInt64())),
                Outbox = ReadList(reader, () => AlertJson.Parse(ReadBlock(reader))),
                Ledger = ReadBlock(reader),
                Windows = ReadBlock(reader),
                Generations = ReadList(reader, () => ReadReference(reader)),
                OpenNumber = reader.ReadUInt32(),
                Open = SeenGenerationCodec.Read(key, content.AsSpan((int)memory.Position)),
            };
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or System.Text.Json.JsonException)
        {
            throw StateEnvelope.Damaged(key, e.Message, e);
        }
    }

    private static GenerationReference ReadReference(BinaryReader reader) =>
        new(reader.ReadUInt32(), reader.ReadInt32(), reader.ReadInt64(), new ObjectKey(reader.ReadString()));

    private static List<T> ReadList<T>(BinaryReader reader, Func<T> readOne)
    {
        var list = new List<T>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            list.Add(readOne());
        }

        return list;
    }

    private static void WriteBlock(BinaryWriter writer, ReadOnlySpan<byte> block)
    {
        writer.Write(block.Length);
        writer.Write(block);
    }

    private static byte[] ReadBlock(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
