namespace Clickstream.Compactor.Columns;

/// <summary>
/// One text for each row, for columns whose values do not repeat, such as the click id. As long as all texts have one length, which ids mostly
/// have, they lie one behind the other in the order of the rows; afterwards each row says where its text is.
/// </summary>
internal sealed class TextList : IDisposable
{
    private readonly ColumnMemory<byte> _text = new();
    private readonly ColumnMemory<(int Start, int Length)> _slices = new();
    private int _width; // Of all texts; 0 before the first.
    private bool _isRagged;
    private int _length;
    private int _rows;
    private int _capacity;

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<byte> this[int row] => _isRagged ? _text.Slice(_slices[row].Start, _slices[row].Length) : _text.Slice(row * _width, _width);

    /// <summary>Bytes of memory that the first rows take.</summary>
    public long BytesOf(int rows) => _isRagged ? _text.BytesOf(_length) + _slices.BytesOf(rows) : _text.BytesOf(rows * _width);

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows)
    {
        _capacity = Math.Max(_capacity, rows);
        if (_isRagged)
        {
            _slices.EnsureCapacity(_capacity);
        }
    }

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to)
    {
        if (_isRagged)
        {
            _slices[to] = _slices[from];
        }
        else
        {
            this[from].CopyTo(_text.Slice(to * _width, _width));
        }
    }

    /// <summary>Sets a row: one that was set before, or the next one.</summary>
    public void Set(int row, ReadOnlySpan<byte> text)
    {
        _width = _width == 0 ? text.Length : _width;
        if (!_isRagged && text.Length == _width && _width > 0)
        {
            var start = checked(row * _width);
            _text.EnsureRoomBehind(start, _width);
            text.CopyTo(_text.Slice(start, _width));
            _rows = Math.Max(_rows, row + 1);
            return;
        }

        MakeRagged();
        _text.EnsureRoomBehind(_length, text.Length);
        text.CopyTo(_text.Slice(_length, text.Length));
        _slices[row] = (_length, text.Length);
        _length += text.Length;
    }

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows, ColumnMemory<byte> scratch)
    {
        if (_isRagged)
        {
            _slices.Reorder(rows, scratch); // The text stays where it is.
        }
        else
        {
            _text.Reorder(rows, _width, scratch);
            _rows = rows.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _slices.Dispose();
    }

    private void MakeRagged()
    {
        if (_isRagged)
        {
            return;
        }

        _isRagged = true;
        _length = _rows * _width;
        _slices.EnsureCapacity(Math.Max(_capacity, _rows + 1));
        for (var row = 0; row < _rows; row++)
        {
            _slices[row] = (row * _width, _width);
        }
    }
}
