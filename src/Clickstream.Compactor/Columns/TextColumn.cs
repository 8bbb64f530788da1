namespace Clickstream.Compactor.Columns;

/// <summary>A column of texts, each row a code of its dictionary, or <see cref="Absent"/>.</summary>
internal sealed class TextColumn : IDisposable
{
    /// <summary>The code of a row without a value.</summary>
    public const int Absent = -1;

    private readonly ColumnMemory<ushort> _narrow = new(); // Code + 1; 0 is absent.
    private readonly ColumnMemory<int> _wide = new();
    private bool _isWide;

    /// <summary>The distinct texts.</summary>
    public TextDictionary Dictionary { get; } = new();

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _narrow.Bytes + _wide.Bytes + Dictionary.Bytes;

    /// <summary>Codes by row, valid for the rows that were set.</summary>
    public CodeSpan Codes => _isWide ? new CodeSpan(_wide.Span) : new CodeSpan(_narrow.Span);

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

    /// <summary>Sets a row.</summary>
    public void Set(int row, bool isPresent, ReadOnlySpan<byte> text) => SetAll(row, [isPresent ? Dictionary.Intern(text) : Absent]);

    /// <summary>Sets rows to codes of the dictionary.</summary>
    public void SetAll(int first, ReadOnlySpan<int> codes)
    {
        if (!_isWide && Dictionary.Count >= ushort.MaxValue)
        {
            Widen();
        }

        if (_isWide)
        {
            codes.CopyTo(_wide.Slice(first, codes.Length));
            return;
        }

        var narrow = _narrow.Slice(first, codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            narrow[i] = (ushort)(codes[i] + 1);
        }
    }

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to)
    {
        if (_isWide)
        {
            _wide[to] = _wide[from];
        }
        else
        {
            _narrow[to] = _narrow[from];
        }
    }

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        if (_isWide)
        {
            _wide.Reorder(rows);
        }
        else
        {
            _narrow.Reorder(rows);
        }

        Dictionary.Freeze();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _narrow.Dispose();
        _wide.Dispose();
        Dictionary.Dispose();
    }

    /// <summary>The text of a row; empty if absent.</summary>
    public ReadOnlySpan<byte> Text(int row) => Codes[row] is var code && code < 0 ? default : Dictionary[code];

    /// <summary>Orders two rows by their text; absent comes first.</summary>
    public int Compare(int left, int right)
    {
        var (leftCode, rightCode) = (Codes[left], Codes[right]);
        return leftCode == rightCode ? 0
            : leftCode < 0 || rightCode < 0 ? leftCode.CompareTo(rightCode)
            : Dictionary[leftCode].SequenceCompareTo(Dictionary[rightCode]);
    }

    private void Widen()
    {
        _wide.EnsureCapacity(_narrow.Length);
        new CodeSpan(_narrow.Span).CopyTo(_wide.Span);
        _isWide = true;
        _narrow.Dispose();
    }
}
