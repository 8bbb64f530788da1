using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c>: total length, length of the headers, CRC-32 of these two, headers, payload,
/// CRC-32 of all before it; numbers are big-endian. A header is its name, the type 7 (text) and its value, with lengths in front.
/// </summary>
internal static class EventStreamFrame
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;
    private const byte TextType = 7;

    /// <summary>An event with a payload.</summary>
    public static void WriteEvent(IBufferWriter<byte> output, string type, WireFormat format, ReadOnlySpan<byte> payload) =>
        Write(output, [(":message-type", "event"), (":event-type", type), (":content-type", ContentTypes.Of(format))], payload);

    /// <summary>An exception, which ends the stream.</summary>
    public static void WriteException(IBufferWriter<byte> output, string type, WireFormat format, ReadOnlySpan<byte> payload) =>
        Write(output, [(":message-type", "exception"), (":exception-type", type), (":content-type", ContentTypes.Of(format))], payload);

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<(string Name, string Value)> headers, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[256]; // The three headers above take about 110 bytes.
        var at = PreludeBytes;
        foreach (var (name, value) in headers)
        {
            head[at++] = (byte)name.Length;
            at += Encoding.ASCII.GetBytes(name, head[at..]);
            head[at++] = TextType;
            BinaryPrimitives.WriteUInt16BigEndian(head[at..], (ushort)value.Length);
            at += 2;
            at += Encoding.ASCII.GetBytes(value, head[at..]);
        }

        BinaryPrimitives.WriteInt32BigEndian(head, at + payload.Length + ChecksumBytes);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], at - PreludeBytes);
        BinaryPrimitives.WriteUInt32BigEndian(head[8..], Crc32.HashToUInt32(head[..8]));
        var checksum = new Crc32();
        checksum.Append(head[..at]);
        checksum.Append(payload);
        output.Write(head[..at]);
        output.Write(payload);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(ChecksumBytes), checksum.GetCurrentHashAsUInt32());
        output.Advance(ChecksumBytes);
    }
}
