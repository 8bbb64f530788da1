namespace Clickstream.Core.Aggregation;

/// <summary>Writes the two kinds of protobuf fields that the format has, into space that is large enough.</summary>
internal ref struct ProtoWriter(Span<byte> to)
{
    private readonly Span<byte> _to = to;
    private int _at;

    /// <summary>A tag and a number: a varint field, or the length of what follows.</summary>
    public void Varint(byte tag, uint value)
    {
        _to[_at++] = tag;
        for (; value >= 0x80; value >>= 7)
        {
            _to[_at++] = (byte)(value | 0x80);
        }

        _to[_at++] = (byte)value;
    }

    /// <summary>A tag, a length, and bytes.</summary>
    public void Bytes(byte tag, ReadOnlySpan<byte> bytes)
    {
        Varint(tag, (uint)bytes.Length);
        bytes.CopyTo(_to[_at..]);
        _at += bytes.Length;
    }
}
