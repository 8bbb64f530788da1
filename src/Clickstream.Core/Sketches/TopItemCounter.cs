using System.Text;

namespace Clickstream.Core.Sketches;

/// <summary>
/// Counts the most frequent items in bounded memory without allocating per item: the algorithm of Misra and Gries (1982), with the counters
/// reduced all at once. When all counters are in use, the count of the one in the middle is subtracted from all, which frees at least half
/// of them;
/// so what is missing from any count is at most the total divided by <see cref="Kept"/>.
/// Two items are the same if their 64-bit hashes are. Not safe for concurrent use.
/// </summary>
public sealed class TopItemCounter
{
    /// <summary>Counters that survive a reduction, at most.</summary>
    public const int Kept = 128;

    /// <summary>Longest name that is kept, in UTF-8 bytes; what is longer is cut.</summary>
    public const int MaxNameBytes = 256;

    private const int Counters = Kept * 2;
    private const int Slots = Counters * 2;
    private const int SlotMask = Slots - 1;

    private readonly ulong[] _slotHashes = new ulong[Slots];
    private readonly byte[] _slotItems = new byte[Slots]; // Index of the item in a slot whose hash is not 0.
    private readonly ulong[] _hashes = new ulong[Counters];
    private readonly long[] _counts = new long[Counters];
    private readonly int[] _offsets = new int[Counters];
    private readonly int[] _lengths = new int[Counters];
    private byte[] _names = new byte[1024];
    private int _namesLength;
    private int _items;

    /// <summary>How many occurrences were counted.</summary>
    public long Total { get; private set; }

    /// <summary>By how much any count may be too low.</summary>
    public long MaxError { get; private set; }

    /// <summary>Counts one occurrence.</summary>
    /// <param name="name">The item as UTF-8.</param>
    /// <param name="hash">A uniform 64-bit hash of it.</param>
    public void Add(ReadOnlySpan<byte> name, ulong hash)
    {
        Total++;
        hash = hash == 0 ? 1 : hash; // 0 marks a free slot.
        var slot = (int)hash & SlotMask;
        while (_slotHashes[slot] != 0)
        {
            if (_slotHashes[slot] == hash)
            {
                _counts[_slotItems[slot]]++;
                return;
            }

            slot = (slot + 1) & SlotMask;
        }

        if (_items == Counters)
        {
            Reduce();
        }

        Insert(Cut(name), hash, 1);
    }

    /// <summary>What was counted so far.</summary>
    public TopItems Summarize() =>
        TopItems.From(
            Enumerable.Range(0, _items).Select(i => new TopItem(Encoding.UTF8.GetString(NameAt(i)), _counts[i])),
            Total,
            MaxError);

    /// <summary>Writes the exact state, so that a counter that is restored goes on as this one would.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Total);
        writer.Write(MaxError);
        writer.Write(_items);
        for (var i = 0; i < _items; i++)
        {
            writer.Write(_hashes[i]);
            writer.Write(_counts[i]);
            writer.Write((ushort)_lengths[i]);
            writer.Write(NameAt(i));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static TopItemCounter Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var counter = new TopItemCounter { Total = reader.ReadInt64(), MaxError = reader.ReadInt64() };
        var items = reader.ReadInt32();
        if (items is < 0 or > Counters)
        {
            throw new FormatException($"A summary of top items has {items} counters; at most {Counters} are possible.");
        }

        for (var i = 0; i < items; i++)
        {
            var hash = reader.ReadUInt64();
            var count = reader.ReadInt64();
            counter.Insert(reader.ReadBytes(reader.ReadUInt16()), hash, count);
        }

        return counter;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name)
    {
        if (name.Length <= MaxNameBytes)
        {
            return name;
        }

        var end = MaxNameBytes;
        while (end > 0 && (name[end] & 0xC0) == 0x80)
        {
            end--; // Not in the middle of a character.
        }

        return name[..end];
    }

    private ReadOnlySpan<byte> NameAt(int item) => _names.AsSpan(_offsets[item], _lengths[item]);

    private void Insert(ReadOnlySpan<byte> name, ulong hash, long count)
    {
        if (_names.Length - _namesLength < name.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        name.CopyTo(_names.AsSpan(_namesLength));
        _hashes[_items] = hash;
        _counts[_items] = count;
        _offsets[_items] = _namesLength;
        _lengths[_items] = name.Length;
        _namesLength += name.Length;
        Place(_items++);
    }

    private void Place(int item)
    {
        var slot = (int)_hashes[item] & SlotMask;
        while (_slotHashes[slot] != 0)
        {
            slot = (slot + 1) & SlotMask;
        }

        _slotHashes[slot] = _hashes[item];
        _slotItems[slot] = (byte)item;
    }

    private void Reduce()
    {
        Span<long> sorted = stackalloc long[Counters];
        _counts.CopyTo(sorted);
        sorted.Sort();
        var subtracted = sorted[Counters - Kept - 1];
        MaxError += subtracted;
        Array.Clear(_slotHashes);
        var (kept, namesLength) = (0, 0);
        for (var i = 0; i < Counters; i++)
        {
            if (_counts[i] <= subtracted)
            {
                continue;
            }

            NameAt(i).CopyTo(_names.AsSpan(namesLength)); // Items are in order of offset, so the target is never behind the source.
            (_hashes[kept], _counts[kept]) = (_hashes[i], _counts[i] - subtracted);
            (_offsets[kept], _lengths[kept]) = (namesLength, _lengths[i]);
            namesLength += _lengths[i];
            Place(kept++);
        }

        (_items, _namesLength) = (kept, namesLength);
    }
}
