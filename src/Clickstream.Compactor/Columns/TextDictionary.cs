using System.Numerics;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// Gives each distinct text a small number (its code), in order of first appearance. The texts lie one behind the other in one buffer.
/// </summary>
internal sealed class TextDictionary : IDisposable
{
    private const int InitialSlots = 64;
    private const int HashShift = 32;

    private readonly ColumnMemory<byte> _text = new();
    private readonly ColumnMemory<int> _starts = new();
    private readonly ColumnMemory<ulong> _slots = new(); // Hash, and below it code + 1; 0 is free. Never more than half full.
    private int _count;

    public TextDictionary()
    {
        _starts.Reset(InitialSlots);
        _slots.Reset(InitialSlots);
    }

    /// <summary>Number of distinct texts; codes are below it.</summary>
    public int Count => _count;

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _text.BytesOf(_starts[_count]) + _starts.BytesOf(_count + 1) + _slots.Bytes;

    /// <summary>The text of a code.</summary>
    public ReadOnlySpan<byte> this[int code] => _text.Slice(_starts[code], _starts[code + 1] - _starts[code]);

    /// <summary>The code of a text, new if the text is.</summary>
    public int Intern(ReadOnlySpan<byte> text) => Intern(text, TextHash.Of(text));

    /// <summary>
    /// The codes of many texts. In steps over all of them, each of which reads places that do not depend on one another:
    /// so the processor fetches many at a time, where text by text it would wait for memory at each of them.
    /// </summary>
    /// <param name="text">Holds the texts.</param>
    /// <param name="slices">Where each one is; absent ones get the code <see cref="TextColumn.Absent"/>.</param>
    /// <param name="scratch">As long as the slices.</param>
    /// <param name="codes">Gets the codes.</param>
    public void InternAll(ReadOnlySpan<byte> text, ReadOnlySpan<TextSlice> slices, Span<ulong> scratch, Span<int> codes)
    {
        scratch = scratch[..slices.Length];
        codes = codes[..slices.Length];
        for (var i = 0; i < slices.Length; i++)
        {
            scratch[i] = slices[i].IsPresent ? TextHash.Of(text.Slice(slices[i].Offset, slices[i].Length)) : 0;
        }

        var slots = _slots.Span;
        var mask = slots.Length - 1;
        for (var i = 0; i < slices.Length; i++)
        {
            var hash = (uint)scratch[i];
            var slot = slots[(int)hash & mask];
            codes[i] = slot >> HashShift == hash ? (int)(uint)slot - 1 : TextColumn.Absent;
        }

        var starts = _starts.Span;
        for (var i = 0; i < slices.Length; i++)
        {
            // The start of the text that is likely the same one, beside its hash.
            scratch[i] |= codes[i] >= 0 ? (ulong)(uint)starts[codes[i]] << HashShift : 0;
        }

        for (var i = 0; i < slices.Length; i++)
        {
            if (!slices[i].IsPresent)
            {
                codes[i] = TextColumn.Absent;
                continue;
            }

            var value = text.Slice(slices[i].Offset, slices[i].Length);
            var start = (int)(scratch[i] >> HashShift);
            if (codes[i] < 0 || _starts[codes[i] + 1] - start != value.Length || !_text.Slice(start, value.Length).SequenceEqual(value))
            {
                codes[i] = Intern(value, (uint)scratch[i]);
            }
        }
    }

    /// <summary>Gives back what only a new text needs; nothing can be added afterwards.</summary>
    public void Freeze() => _slots.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _starts.Dispose();
        _slots.Dispose();
    }

    private int Intern(ReadOnlySpan<byte> text, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = _slots[at];
            if (slot == 0)
            {
                return Add(text, hash, at);
            }

            var code = (int)(uint)slot - 1;
            if (slot >> HashShift == hash && this[code].SequenceEqual(text))
            {
                return code;
            }
        }
    }

    private int Add(ReadOnlySpan<byte> text, uint hash, int at)
    {
        var start = _starts[_count];
        _text.EnsureRoomBehind(start, text.Length);
        _starts.EnsureRoomBehind(_count, 2);
        text.CopyTo(_text.Slice(start, text.Length));
        _count++;
        _slots[at] = ((ulong)hash << HashShift) | (uint)_count;
        _starts[_count] = start + text.Length;
        if (_count * 2 > _slots.Length)
        {
            Rehash();
        }

        return _count - 1;
    }

    private void Rehash()
    {
        var old = _slots.Span.ToArray();
        _slots.Reset((int)BitOperations.RoundUpToPowerOf2((uint)_count * 4));
        var slots = _slots.Span;
        var mask = slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot != 0)
            {
                var at = (int)(slot >> HashShift) & mask;
                while (slots[at] != 0)
                {
                    at = (at + 1) & mask;
                }

                slots[at] = slot;
            }
        }
    }
}
