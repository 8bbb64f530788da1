using System.Numerics;

namespace Clickstream.Compactor.Columns;

/// <summary>Finds the row of a click id by its 128-bit fingerprint.</summary>
internal sealed class ClickIndex : IDisposable
{
    private const int Initial = 512;

    private readonly ColumnMemory<int> _slots = new(); // row + 1; 0 is free. Never more than half full.
    private readonly ColumnMemory<UInt128> _keys = new();
    private int _count;

    public ClickIndex()
    {
        _keys.EnsureCapacity(Initial);
        Rehash();
    }

    /// <summary>The row that has the key; if none has, the next row is given to it.</summary>
    /// <returns>True if the key is new.</returns>
    public bool TryAdd(UInt128 key, out int row)
    {
        var mask = _slots.Length - 1;
        for (var slot = Slot(key, mask); ; slot = (slot + 1) & mask)
        {
            row = _slots[slot] - 1;
            if (row < 0)
            {
                row = _count;
                Add(key, slot);
                return true;
            }

            if (_keys[row] == key)
            {
                return false;
            }
        }
    }

    /// <summary>Makes room, so that filling does not have to copy.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows > _keys.Length)
        {
            _keys.EnsureCapacity(rows);
            Rehash();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slots.Dispose();
        _keys.Dispose();
    }

    // Ids that came as hexadecimal digits are their own fingerprint, so they are mixed first.
    private static int Slot(UInt128 key, int mask) => (int)TextHash.Of(key) & mask;

    private void Add(UInt128 key, int slot)
    {
        if (_count == _keys.Length)
        {
            _keys.EnsureRoomBehind(_count);
            Rehash();
            slot = Slot(key, _slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }
        }

        _keys[_count++] = key;
        _slots[slot] = _count;
    }

    private void Rehash()
    {
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)_keys.Length * 2);
        if (length == _slots.Length)
        {
            return;
        }

        _slots.Reset(length);
        var mask = _slots.Length - 1;
        for (var row = 0; row < _count; row++)
        {
            var slot = Slot(_keys[row], mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = row + 1;
        }
    }
}
