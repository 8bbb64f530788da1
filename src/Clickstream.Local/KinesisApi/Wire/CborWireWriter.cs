using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>
/// Writes <c>application/x-amz-cbor-1.1</c> with objects and arrays of indefinite length, as the service does.
/// The framework's writer keeps the whole document in memory of its own, which would copy every record once more.
/// </summary>
internal sealed class CborWireWriter(IBufferWriter<byte> buffer) : WireWriter
{
    private const int ByteString = 2 << 5;
    private const int TextString = 3 << 5;
    private const int MaxHead = 9; // A byte and a 64-bit number.

    private static ReadOnlySpan<byte> MapStart => [0xbf];

    private static ReadOnlySpan<byte> ArrayStart => [0x9f];

    private static ReadOnlySpan<byte> Break => [0xff];

    public override void BeginObject() => buffer.Write(MapStart);

    public override void EndObject() => buffer.Write(Break);

    public override void BeginArray() => buffer.Write(ArrayStart);

    public override void EndArray() => buffer.Write(Break);

    public override void Name(string name) => Text(name);

    public override void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        var span = buffer.GetSpan(MaxHead + length);
        var head = Head(span, TextString, (ulong)length);
        Encoding.UTF8.GetBytes(value, span[head..]);
        buffer.Advance(head + length);
    }

    public override void Number(long value)
    {
        const int negative = 1 << 5;
        buffer.Advance(value >= 0 ? Head(buffer.GetSpan(MaxHead), 0, (ulong)value) : Head(buffer.GetSpan(MaxHead), negative, (ulong)~value));
    }

    public override void Flag(bool value)
    {
        buffer.GetSpan()[0] = (byte)(value ? 0xf5 : 0xf4);
        buffer.Advance(1);
    }

    public override void Time(DateTimeOffset value) => Number(value.ToUnixTimeMilliseconds());

    public override void Bytes(ReadOnlySpan<byte> value)
    {
        buffer.Advance(Head(buffer.GetSpan(MaxHead), ByteString, (ulong)value.Length));
        buffer.Write(value);
    }

    public override void Dispose()
    {
        // Nothing is held back.
    }

    /// <summary>Writes the kind of an item and its length or value, in as few bytes as it takes.</summary>
    private static int Head(Span<byte> span, int kind, ulong value)
    {
        switch (value)
        {
            case < 24:
                span[0] = (byte)(kind | (int)value);
                return 1;
            case <= byte.MaxValue:
                span[0] = (byte)(kind | 24);
                span[1] = (byte)value;
                return 2;
            case <= ushort.MaxValue:
                span[0] = (byte)(kind | 25);
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)value);
                return 3;
            case <= uint.MaxValue:
                span[0] = (byte)(kind | 26);
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)value);
                return 5;
            default:
                span[0] = (byte)(kind | 27);
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], value);
                return MaxHead;
        }
    }
}
