using System.Buffers.Binary;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Remembers what names mean. Producers send the same few names again and again, so one comparison replaces normalising and looking up.
/// Names that fall on the same place push each other out; the memory is fixed.
/// </summary>
internal sealed class NameCache(bool exact)
{
    private const int Places = 512;
    private const int LongestName = 32;

    private readonly FieldName[] _meanings = new FieldName[Places];
    private readonly byte[] _names = new byte[Places * LongestName];
    private readonly byte[] _lengths = new byte[Places]; // 0: free
    private readonly Container[] _containers = new Container[Places];

    /// <summary>What a name means in an object.</summary>
    public FieldName Find(Container within, ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return default;
        }

        var place = Place(within, name);
        if (_lengths[place] == name.Length && _containers[place] == within && name.SequenceEqual(_names.AsSpan(place * LongestName, name.Length)))
        {
            return _meanings[place];
        }

        var meaning = exact ? FieldAliases.FindExact(name) : FieldAliases.Find(within, name);
        _meanings[place] = meaning;
        _lengths[place] = (byte)name.Length;
        _containers[place] = within;
        name.CopyTo(_names.AsSpan(place * LongestName));
        return meaning;
    }

    private static int Place(Container within, ReadOnlySpan<byte> name)
    {
        ulong mix;
        if (name.Length >= 8)
        {
            mix = BinaryPrimitives.ReadUInt64LittleEndian(name) ^ (BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) * 0x9E3779B97F4A7C15);
        }
        else if (name.Length >= 4)
        {
            mix = BinaryPrimitives.ReadUInt32LittleEndian(name) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]) << 32);
        }
        else
        {
            mix = name[0] | ((ulong)name[^1] << 8) | ((ulong)name[name.Length >> 1] << 16);
        }

        mix = (mix ^ ((ulong)name.Length << 56) ^ ((ulong)within << 40)) * 0xD6E8FEB86659FD93;
        return (int)(mix >> 55);
    }
}
