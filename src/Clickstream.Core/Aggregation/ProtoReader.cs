namespace Clickstream.Core.Aggregation;

/// <summary>Reads protobuf fields one after the other, without allocation and without trust.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The next byte.</summary>
    public int At { get; set; }

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => At == _bytes.Length;

    /// <summary>Reads a field of any kind.</summary>
    /// <param name="field">Its number and wire type.</param>
    /// <param name="number">Its value if it is a number.</param>
    /// <param name="content">Its value if it has a length.</param>
    /// <returns>False if the bytes are not a field.</returns>
    public bool TryReadField(out ulong field, out ulong number, out ReadOnlySpan<byte> content)
    {
        number = 0;
        content = default;
        if (!TryReadVarint(out field) || field >> 3 is 0 or > 536_870_911)
        {
            return false;
        }

        switch (field & 7)
        {
            case 0:
                return TryReadVarint(out number);
            case 1:
                return TrySkip(8, out content);
            case 2:
                return TryReadVarint(out var length) && TrySkip(length, out content);
            case 5:
                return TrySkip(4, out content);
            default:
                return false; // Groups are not of this format.
        }
    }

    private bool TrySkip(ulong length, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (length > (ulong)(_bytes.Length - At))
        {
            return false;
        }

        content = _bytes.Slice(At, (int)length);
        At += (int)length;
        return true;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70 && At < _bytes.Length; shift += 7)
        {
            var part = _bytes[At++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return shift < 63 || part <= 1;
            }
        }

        return false;
    }
}
