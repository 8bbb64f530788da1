using System.Numerics;

namespace Clickstream.Compactor.Columns;

/// <summary>Gives each distinct text a small number (its code), in order of first appearance. The texts lie one behind the other in one buffer.</summary>
internal sealed class TextDictionary
{
    private const int InitialSlots = 64;

    private byte[] _text = new byte[1024];
    private int[] _starts = new int[InitialSlots];
    private uint[] _hashes = new uint[InitialSlots];
    private int[] _slots = new int[InitialSlots]; // code + 1; 0 is free. Never more than half full.
    private int _count;

    /// <summary>Number of distinct texts; codes are below it.</summary>
    public int Count => _count;

    /// <summary>The text of a code.</summary>
    public ReadOnlySpan<byte> this[int code] => _text.AsSpan(_starts[code].._starts[code + 1]);

    /// <summary>The code of a text, new if the text is.</summary>
    public int Intern(ReadOnlySpan<byte> text)
    {
        var hash = TextHash.Of(text);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0)
            {
                return Add(text, hash, slot);
            }

            if (_hashes[code] == hash && this[code].SequenceEqual(text))
            {
                return code;
            }
        }
    }

    /// <summary>The place of each code in ordinal order of the texts.</summary>
    public int[] Ranks()
    {
        var codes = new int[_count];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = i;
        }

        codes.AsSpan().Sort((left, right) => this[left].SequenceCompareTo(this[right]));
        var ranks = new int[_count];
        for (var i = 0; i < codes.Length; i++)
        {
            ranks[codes[i]] = i;
        }

        return ranks;
    }

    private int Add(ReadOnlySpan<byte> text, uint hash, int slot)
    {
        var start = _starts[_count];
        if (_text.Length - start < text.Length)
        {
            Array.Resize(ref _text, (int)Math.Max(Math.Min(_text.Length * 2L, Array.MaxLength), checked(start + text.Length)));
        }

        if (_count + 1 == _starts.Length)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
            Array.Resize(ref _hashes, _hashes.Length * 2);
        }

        text.CopyTo(_text.AsSpan(start));
        _hashes[_count] = hash;
        _slots[slot] = ++_count;
        _starts[_count] = start + text.Length;
        if (_count * 2 > _slots.Length)
        {
            Rehash();
        }

        return _count - 1;
    }

    private void Rehash()
    {
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)_count * 4)];
        var mask = _slots.Length - 1;
        for (var code = 0; code < _count; code++)
        {
            var slot = (int)_hashes[code] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = code + 1;
        }
    }
}
