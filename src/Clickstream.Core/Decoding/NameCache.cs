using System.Buffers.Binary;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Remembers what names mean. Producers send the same few names again and again, so one comparison replaces normalising and looking
/// up; and mostly in the same order, so the name that followed last time is tried before a name is even scanned.
/// Names that fall on the same place push each other out; the memory is fixed.
/// </summary>
internal sealed class NameCache(bool exact)
{
    /// <summary>The place of no name.</summary>
    public const int Nowhere = Places;

    private const int Places = 512;
    private const int LongestName = 32;
    private const int Stride = LongestName + 3; // In the form that it has on the wire, "name":

    private readonly Entry[] _entries = new Entry[Places + 1];
    private readonly byte[] _names = new byte[(Places + 1) * Stride];

    /// <summary>What the name at a place means.</summary>
    public ref readonly FieldName this[int place] => ref _entries[place].Meaning;

    /// <summary>
    /// Tries whether the input goes on with the name that came after another one before, with nothing but a colon behind it.
    /// </summary>
    /// <param name="after">The place of the name before; <see cref="Nowhere"/> at the beginning of the event.</param>
    /// <param name="within">The object that it stands in.</param>
    /// <param name="rest">The input from the opening quote of the name on.</param>
    /// <param name="place">The place of the name.</param>
    /// <returns>The length of the name without quotes; 0 if it does not.</returns>
    public int Follow(int after, Container within, ReadOnlySpan<byte> rest, out int place)
    {
        place = _entries[after].Next;
        ref readonly var entry = ref _entries[place];
        return entry.Length > 0 && entry.Within == within && rest.StartsWith(_names.AsSpan(place * Stride, entry.Length + 3)) ? entry.Length : 0;
    }

    /// <summary>Finds a name, and remembers what it came after.</summary>
    /// <returns>Its place; <see cref="Nowhere"/> if it is too long to be known.</returns>
    public int Find(int after, Container within, ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > LongestName)
        {
            return Nowhere;
        }

        var place = Place(within, name);
        ref var entry = ref _entries[place];
        if (entry.Length != name.Length || entry.Within != within || !name.SequenceEqual(_names.AsSpan((place * Stride) + 1, name.Length)))
        {
            var meaning = exact ? FieldAliases.FindExact(name) : FieldAliases.Find(within, name);
            entry = new Entry { Meaning = meaning, Length = (byte)name.Length, Within = within, Next = Nowhere };
            var wire = _names.AsSpan(place * Stride, Stride);
            wire[0] = (byte)'"';
            name.CopyTo(wire[1..]);
            "\":"u8.CopyTo(wire[(name.Length + 1)..]);
        }

        _entries[after].Next = place;
        return place;
    }

    private static int Place(Container within, ReadOnlySpan<byte> name)
    {
        ulong mix;
        if (name.Length >= 8)
        {
            mix = BinaryPrimitives.ReadUInt64LittleEndian(name);
            mix ^= BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]) * 0x9E3779B97F4A7C15;
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

    private struct Entry
    {
        public FieldName Meaning;
        public int Next;
        public byte Length; // 0: free.
        public Container Within;
    }
}
