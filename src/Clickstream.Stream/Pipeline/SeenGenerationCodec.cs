using System.Buffers.Binary;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Pipeline;

/// <summary>Entries of the seen set as bytes: a count, then fingerprint and origin of each, little-endian.</summary>
internal static class SeenGenerationCodec
{
    private const int EntryBytes = 12;

    public static void Write(BinaryWriter writer, ReadOnlySpan<SeenEntry> entries)
    {
        writer.Write(entries.Length);
        Span<byte> bytes = stackalloc byte[EntryBytes];
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, entry.Fingerprint);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], entry.Origin);
            writer.Write(bytes);
        }
    }

    public static SeenEntry[] Read(ObjectKey key, ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : -1;
        if (count < 0 || bytes.Length != 4 + ((long)count * EntryBytes))
        {
            throw StateEnvelope.Damaged(key, "its entries are cut off");
        }

        var entries = new SeenEntry[count];
        bytes = bytes[4..];
        foreach (ref var entry in entries.AsSpan())
        {
            entry = new SeenEntry(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            bytes = bytes[EntryBytes..];
        }

        return entries;
    }
}
