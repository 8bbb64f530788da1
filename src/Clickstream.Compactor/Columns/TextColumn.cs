namespace Clickstream.Compactor.Columns;

/// <summary>A column of texts, each row a code of its dictionary, or <see cref="Absent"/>.</summary>
internal sealed class TextColumn : IDisposable
{
    /// <summary>The code of a row without a value.</summary>
    public const int Absent = -1;

    private readonly ColumnMemory<int> _codes = new();

    /// <summary>The distinct texts.</summary>
    public TextDictionary Dictionary { get; } = new();

    /// <summary>Codes by row, valid for the rows that were set.</summary>
    public ReadOnlySpan<int> Codes => _codes.Span;

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => _codes.EnsureCapacity(rows);

    /// <summary>Sets a row.</summary>
    public void Set(int row, bool isPresent, ReadOnlySpan<byte> text) => _codes[row] = isPresent ? Dictionary.Intern(text) : Absent;

    /// <summary>Codes that are about to be set.</summary>
    public Span<int> Range(int first, int count) => _codes.Slice(first, count);

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to) => _codes[to] = _codes[from];

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        _codes.Reorder(rows);
        Dictionary.Freeze();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codes.Dispose();
        Dictionary.Dispose();
    }

    /// <summary>The text of a row; empty if absent.</summary>
    public ReadOnlySpan<byte> Text(int row) => _codes[row] < 0 ? default : Dictionary[_codes[row]];

    /// <summary>Orders two rows by their text; absent comes first.</summary>
    public int Compare(int left, int right)
    {
        var (leftCode, rightCode) = (_codes[left], _codes[right]);
        return leftCode == rightCode ? 0
            : leftCode < 0 || rightCode < 0 ? leftCode.CompareTo(rightCode)
            : Dictionary[leftCode].SequenceCompareTo(Dictionary[rightCode]);
    }
}
