namespace Clickstream.Compactor.Columns;

/// <summary>One text for each row, one behind the other; for columns whose values do not repeat, such as the click id.</summary>
internal sealed class TextList : IDisposable
{
    private readonly ColumnMemory<byte> _text = new();
    private readonly ColumnMemory<(int Start, int Length)> _slices = new();
    private int _length;

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _text.Bytes + _slices.Bytes;

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<byte> this[int row] => _text.Slice(_slices[row].Start, _slices[row].Length);

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => _slices.EnsureCapacity(rows);

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to) => _slices[to] = _slices[from];

    /// <summary>Sets a row.</summary>
    public void Set(int row, ReadOnlySpan<byte> text)
    {
        _text.EnsureRoomBehind(_length, text.Length);
        text.CopyTo(_text.Slice(_length, text.Length));
        _slices[row] = (_length, text.Length);
        _length += text.Length;
    }

    /// <summary>Puts the rows into another order, and drops the others. The text stays where it is.</summary>
    public void Reorder(ReadOnlySpan<int> rows) => _slices.Reorder(rows);

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _slices.Dispose();
    }
}
