using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Clickstream.Core.Decoding;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// Finds the row of a click id by its 128-bit fingerprint. Of that it keeps 32 mixed bits beside the row; the rest is made again from the click id
/// where these agree, which for click ids that differ is once in thousands of rows.
/// </summary>
internal sealed class ClickIndex : IDisposable
{
    private const int Initial = 1024;
    private const int HashShift = 32;

    private readonly TextList _clickIds;
    private readonly ColumnMemory<ulong> _slots = new(); // Mixed fingerprint, and below it row + 1; 0 is free. Never more than three quarters full.
    private int _count;

    /// <param name="clickIds">The click id of each row; that of a new row is put there after it was added.</param>
    public ClickIndex(TextList clickIds)
    {
        _clickIds = clickIds;
        _slots.Reset(Initial);
    }

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _slots.Bytes;

    /// <summary>Mixes a fingerprint. Ids that came as hexadecimal digits are their own fingerprint, so that of itself would not do.</summary>
    public static uint Mix(UInt128 key) => TextHash.Of(key);

    /// <summary>Begins to fetch the place of a fingerprint, which is hardly ever in the processor's cache.</summary>
    public unsafe void Prefetch(uint mixed)
    {
        if (Sse.IsSupported)
        {
            fixed (ulong* slot = &_slots[(int)mixed & (_slots.Length - 1)])
            {
                Sse.Prefetch0(slot);
            }
        }
    }

    /// <summary>The row that has the fingerprint; if none has, the next row is given to it.</summary>
    /// <returns>True if it is new.</returns>
    public bool TryAdd(UInt128 key, uint mixed, out int row)
    {
        var slots = _slots.Span;
        var mask = slots.Length - 1;
        for (var at = (int)mixed & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0)
            {
                row = _count++;
                slots[at] = ((ulong)mixed << HashShift) | (uint)_count;
                if ((long)_count * 4 > slots.Length * 3L)
                {
                    Rehash();
                }

                return true;
            }

            if ((uint)(slot >> HashShift) == mixed && ClickId.KeyOf(_clickIds[(int)(uint)slot - 1]) == key)
            {
                row = (int)(uint)slot - 1;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private void Rehash()
    {
        using var larger = new ColumnMemory<ulong>();
        larger.Reset((int)BitOperations.RoundUpToPowerOf2((uint)_slots.Length + 1));
        var slots = larger.Span;
        var mask = slots.Length - 1;
        foreach (var slot in _slots.Span)
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

        _slots.Swap(larger);
    }
}
