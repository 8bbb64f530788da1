namespace Clickstream.Compactor.Columns;

/// <summary>A column of numbers that mostly fit into four bytes, such as pieces and prices; if one does not, it takes eight for all.</summary>
internal sealed class NumberColumn : IDisposable
{
    private readonly ColumnMemory<int> _narrow = new();
    private readonly ColumnMemory<long> _wide = new();
    private bool _isWide;

    /// <summary>Bytes of memory that the first rows take.</summary>
    public long BytesOf(int rows) => _narrow.BytesOf(rows) + _wide.BytesOf(rows);

    /// <summary>The number of a row, or <see cref="FactColumns.Absent"/>.</summary>
    public long this[int row]
    {
        get => _isWide ? _wide[row] : _narrow[row] is var number && number != int.MinValue ? number : FactColumns.Absent;
        set
        {
            if (_isWide)
            {
                _wide[row] = value;
            }
            else if (value == FactColumns.Absent)
            {
                _narrow[row] = int.MinValue;
            }
            else if (value is > int.MinValue and <= int.MaxValue)
            {
                _narrow[row] = (int)value;
            }
            else
            {
                Widen();
                _wide[row] = value;
            }
        }
    }

    /// <summary>The numbers of the first rows.</summary>
    public NumberSpan First(int count) => _isWide ? new NumberSpan(_wide.Slice(0, count)) : new NumberSpan(_narrow.Slice(0, count));

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows)
    {
        if (_isWide)
        {
            _wide.EnsureCapacity(rows);
        }
        else
        {
            _narrow.EnsureCapacity(rows);
        }
    }

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows, ColumnMemory<byte> scratch)
    {
        if (_isWide)
        {
            _wide.Reorder(rows, scratch);
        }
        else
        {
            _narrow.Reorder(rows, scratch);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _narrow.Dispose();
        _wide.Dispose();
    }

    private void Widen()
    {
        _wide.EnsureCapacity(_narrow.Length);
        for (var row = 0; row < _narrow.Length; row++)
        {
            _wide[row] = this[row];
        }

        _isWide = true;
        _narrow.Dispose();
    }
}
