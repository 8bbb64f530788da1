namespace Clickstream.Compactor.Columns;

/// <summary>One text for each row, one behind the other; for columns whose values do not repeat, such as the click id.</summary>
internal sealed class TextList
{
    private byte[] _text = new byte[4096];
    private (int Start, int Length)[] _slices = [];
    private int _length;

    /// <summary>The text of a row.</summary>
    public ReadOnlySpan<byte> this[int row] => _text.AsSpan(_slices[row].Start, _slices[row].Length);

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => Array.Resize(ref _slices, rows);

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to) => _slices[to] = _slices[from];

    /// <summary>Sets a row.</summary>
    public void Set(int row, ReadOnlySpan<byte> text)
    {
        if (_text.Length - _length < text.Length)
        {
            Array.Resize(ref _text, (int)Math.Max(Math.Min(_text.Length * 2L, Array.MaxLength), checked(_length + text.Length)));
        }

        text.CopyTo(_text.AsSpan(_length));
        _slices[row] = (_length, text.Length);
        _length += text.Length;
    }

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        var (slices, text, length) = (new (int, int)[rows.Length], new byte[_length], 0);
        for (var i = 0; i < slices.Length; i++)
        {
            var value = this[rows[i]];
            value.CopyTo(text.AsSpan(length));
            slices[i] = (length, value.Length);
            length += value.Length;
        }

        (_slices, _text, _length) = (slices, text, length);
    }
}
