namespace Clickstream.Compactor.Columns;

/// <summary>A column of texts, each row a code of its dictionary, or <see cref="Absent"/>.</summary>
internal sealed class TextColumn
{
    /// <summary>The code of a row without a value.</summary>
    public const int Absent = -1;

    private int[] _codes = [];

    /// <summary>The distinct texts.</summary>
    public TextDictionary Dictionary { get; } = new();

    /// <summary>Codes by row, valid for the rows that were set.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => Array.Resize(ref _codes, rows);

    /// <summary>Sets a row.</summary>
    public void Set(int row, bool isPresent, ReadOnlySpan<byte> text) => _codes[row] = isPresent ? Dictionary.Intern(text) : Absent;

    /// <summary>Codes that are about to be set.</summary>
    public Span<int> Range(int first, int count) => _codes.AsSpan(first, count);

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to) => _codes[to] = _codes[from];

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = _codes[rows[i]];
        }

        _codes = codes;
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
