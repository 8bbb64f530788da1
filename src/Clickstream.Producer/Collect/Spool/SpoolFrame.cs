using System.Buffers.Binary;
using System.Numerics;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>
/// The files of a spool: a segment begins with <see cref="SegmentHeaderBytes"/> bytes (magic and version, number of its first event), and holds frames.
/// A frame is what one commit wrote: magic, length of its records, their count, the number of the first, CRC-32C of all that and of the records.
/// A record is a partition key and an event, each with its length. Integers are little-endian.
/// </summary>
internal static class SpoolFrame
{
    public const int SegmentHeaderBytes = 24;
    public const int HeaderBytes = 24;
    private const ulong SegmentMagic = 0x314C_4F4F_5053_4B43; // "CKSPOOL1"
    private const uint Magic = 0x4D52_4643; // "CFRM"
    private const int CrcAt = 20;

    /// <summary>Writes the beginning of a segment.</summary>
    public static void WriteSegment(Span<byte> to, long first)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, SegmentMagic);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], first);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Crc(0, to[..16]));
    }

    /// <summary>Reads the beginning of a segment.</summary>
    /// <returns>The number of its first event; null if it is none.</returns>
    public static long? ReadSegment(ReadOnlySpan<byte> from) =>
        from.Length >= SegmentHeaderBytes
        && BinaryPrimitives.ReadUInt64LittleEndian(from) == SegmentMagic
        && BinaryPrimitives.ReadUInt64LittleEndian(from[16..]) == Crc(0, from[..16])
            ? BinaryPrimitives.ReadInt64LittleEndian(from[8..])
            : null;

    /// <summary>Writes the beginning of a frame.</summary>
    public static void WriteHeader(Span<byte> to, ReadOnlySpan<byte> records, int count, long first)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], records.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], count);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], first);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcAt..], Crc(Crc(0, to[..CrcAt]), records));
    }

    /// <summary>Reads the beginning of a frame.</summary>
    /// <returns>False if these bytes are none.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> from, out FrameHeader header)
    {
        header = default;
        if (from.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic)
        {
            return false;
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[12..]));
        return header.Length > 0 && header.Count > 0 && header.First >= 0;
    }

    /// <summary>Whether a frame, header and records, is as it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> header, ReadOnlySpan<byte> records) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[CrcAt..]) == Crc(Crc(0, header[..CrcAt]), records);

    /// <summary>Where the bytes of the magic occur next; negative if nowhere.</summary>
    public static int FindMagic(ReadOnlySpan<byte> bytes)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Magic);
        return bytes.IndexOf(magic);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}

/// <summary>The beginning of a frame.</summary>
/// <param name="Length">Bytes of its records.</param>
/// <param name="Count">Their number.</param>
/// <param name="First">The number of the first.</param>
internal readonly record struct FrameHeader(int Length, int Count, long First);
