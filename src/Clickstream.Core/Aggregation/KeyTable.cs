using Clickstream.Core.Hashing;

namespace Clickstream.Core.Aggregation;

/// <summary>The distinct keys of an aggregated record in the order of their first use, in the form that goes on the wire.</summary>
internal sealed class KeyTable(byte tag)
{
    /// <summary>Digits of the largest 128-bit number.</summary>
    public const int MaxHashKeyDigits = 39;

    private int[] _places = new int[256]; // Index + 1 into the entries; 0 is free. Open addressing, never more than half full.
    private Entry[] _entries = new Entry[128];
    private byte[] _wire = new byte[4096];
    private int _count;

    /// <summary>Bytes on the wire.</summary>
    public int Length { get; private set; }

    /// <summary>Copies the wire form.</summary>
    /// <returns>Its length.</returns>
    public int CopyTo(Span<byte> to)
    {
        _wire.AsSpan(0, Length).CopyTo(to);
        return Length;
    }

    /// <summary>The index of a key, which is added if it is new.</summary>
    public int Add(ReadOnlySpan<byte> key)
    {
        var hash = (uint)Murmur3.Hash64(key);
        var place = Find(key, hash, out var index);
        if (index >= 0)
        {
            return index;
        }

        var bytes = WireLength(key.Length);
        if (_wire.Length - Length < bytes)
        {
            Array.Resize(ref _wire, Math.Max(_wire.Length * 2, Length + bytes));
        }

        new ProtoWriter(_wire.AsSpan(Length, bytes)).Bytes(tag, key);
        Length += bytes;
        if (_count == _entries.Length)
        {
            Grow();
            place = Find(key, hash, out _);
        }

        _entries[_count] = new Entry(hash, Length - key.Length, key.Length, place);
        _places[place] = ++_count;
        return _count - 1;
    }

    /// <summary>The index that a key has or would get, and the bytes that adding it would take.</summary>
    public int IndexAfter(ReadOnlySpan<byte> key, out int bytes)
    {
        Find(key, (uint)Murmur3.Hash64(key), out var index);
        bytes = index >= 0 ? 0 : WireLength(key.Length);
        return index >= 0 ? index : _count;
    }

    /// <summary>Removes all keys.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
        {
            _places[_entries[i].Place] = 0;
        }

        _count = 0;
        Length = 0;
    }

    private ReadOnlySpan<byte> KeyOf(Entry entry) => _wire.AsSpan(entry.Start, entry.Length);

    private static int WireLength(int length) => 1 + AggregateFormat.VarintLength((uint)length) + length;

    private int Find(ReadOnlySpan<byte> key, uint hash, out int index)
    {
        var mask = _places.Length - 1;
        for (var place = (int)hash & mask; ; place = (place + 1) & mask)
        {
            index = _places[place] - 1;
            if (index < 0 || (_entries[index].Hash == hash && key.SequenceEqual(KeyOf(_entries[index]))))
            {
                return place;
            }
        }
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _places = new int[_entries.Length * 2];
        var mask = _places.Length - 1;
        for (var i = 0; i < _count; i++)
        {
            var place = (int)_entries[i].Hash & mask;
            while (_places[place] != 0)
            {
                place = (place + 1) & mask;
            }

            _places[place] = i + 1;
            _entries[i] = _entries[i] with { Place = place };
        }
    }

    private readonly record struct Entry(uint Hash, int Start, int Length, int Place);
}
