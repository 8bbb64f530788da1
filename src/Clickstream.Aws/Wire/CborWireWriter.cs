using System.Buffers.Binary;
using System.Text;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Wire;

/// <summary>
/// Writes CBOR (RFC 8949) straight into the buffer that is sent; lengths are definite. CborWriter would copy all data once more.
/// </summary>
internal sealed class CborWireWriter(PooledBuffer to) : WireWriter
{
    private const int Unsigned = 0;
    private const int Negative = 1;
    private const int Bytes = 2;
    private const int Utf8 = 3;
    private const int Array = 4;
    private const int Map = 5;
    private const int Tag = 6;
    private const int Simple = 7;
    private const ulong EpochTag = 1;
    private const ulong False = 20;
    private const ulong True = 21;

    public override void BeginMap(int fields) => Head(Map, (ulong)fields);

    public override void EndMap()
    {
    }

    public override void BeginList(int items) => Head(Array, (ulong)items);

    public override void EndList()
    {
    }

    public override void Name(ReadOnlySpan<byte> name)
    {
        Head(Utf8, (ulong)name.Length);
        to.Append(name);
    }

    public override void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Head(Utf8, (ulong)length);
        to.Advance(Encoding.UTF8.GetBytes(value, to.GetSpan(length)));
    }

    public override void Number(long value) => Head(value < 0 ? Negative : Unsigned, (ulong)(value < 0 ? ~value : value));

    public override void Flag(bool value) => Head(Simple, value ? True : False);

    public override void Blob(ReadOnlySpan<byte> value)
    {
        Head(Bytes, (ulong)value.Length);
        to.Append(value);
    }

    /// <summary>Epoch milliseconds under the tag of epoch seconds: what the Java SDK sends, and so what Kinesis understands.</summary>
    public override void Time(DateTimeOffset value)
    {
        Head(Tag, EpochTag);
        Number(value.ToUnixTimeMilliseconds());
    }

    public override void Complete()
    {
    }

    private void Head(int major, ulong value)
    {
        var span = to.GetSpan(9);
        var type = (byte)(major << 5);
        switch (value)
        {
            case < 24:
                span[0] = (byte)(type | (byte)value);
                to.Advance(1);
                break;
            case <= byte.MaxValue:
                span[0] = (byte)(type | 24);
                span[1] = (byte)value;
                to.Advance(2);
                break;
            case <= ushort.MaxValue:
                span[0] = (byte)(type | 25);
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)value);
                to.Advance(3);
                break;
            case <= uint.MaxValue:
                span[0] = (byte)(type | 26);
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)value);
                to.Advance(5);
                break;
            default:
                span[0] = (byte)(type | 27);
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], value);
                to.Advance(9);
                break;
        }
    }
}
