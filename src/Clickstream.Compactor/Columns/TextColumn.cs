namespace Clickstream.Compactor.Columns;

/// <summary>A column of texts, each row a code of its dictionary, or <see cref="Absent"/>.</summary>
internal sealed class TextColumn : IDisposable
{
    /// <summary>The code of a row without a value.</summary>
    public const int Absent = -1;

    // Code + 1; 0 is absent. Of the three, one is in use: the first that all codes fit in.
    private readonly ColumnMemory<byte> _bytes = new();
    private readonly ColumnMemory<ushort> _words = new();
    private readonly ColumnMemory<int> _numbers = new();
    private int _width = sizeof(byte);

    /// <summary>The distinct texts.</summary>
    public TextDictionary Dictionary { get; } = new();

    /// <summary>Codes by row, valid for the rows that were set.</summary>
    public CodeSpan Codes => _width switch
    {
        sizeof(byte) => CodeSpan.Of<byte>(_bytes.Span),
        sizeof(ushort) => CodeSpan.Of<ushort>(_words.Span),
        _ => CodeSpan.Of<int>(_numbers.Span),
    };

    /// <summary>Bytes of memory that the first rows take.</summary>
    public long BytesOf(int rows) => _bytes.BytesOf(rows) + _words.BytesOf(rows) + _numbers.BytesOf(rows) + Dictionary.Bytes;

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows)
    {
        switch (_width)
        {
            case sizeof(byte):
                _bytes.EnsureCapacity(rows);
                break;
            case sizeof(ushort):
                _words.EnsureCapacity(rows);
                break;
            default:
                _numbers.EnsureCapacity(rows);
                break;
        }
    }

    /// <summary>Sets a row.</summary>
    public void Set(int row, bool isPresent, ReadOnlySpan<byte> text) => SetAll(row, [isPresent ? Dictionary.Intern(text) : Absent]);

    /// <summary>Sets rows to codes of the dictionary.</summary>
    public void SetAll(int first, ReadOnlySpan<int> codes)
    {
        WidenFor(Dictionary.Count);
        switch (_width)
        {
            case sizeof(byte):
                var bytes = _bytes.Slice(first, codes.Length);
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = (byte)(codes[i] + 1);
                }

                break;
            case sizeof(ushort):
                var words = _words.Slice(first, codes.Length);
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] = (ushort)(codes[i] + 1);
                }

                break;
            default:
                var numbers = _numbers.Slice(first, codes.Length);
                for (var i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = codes[i] + 1;
                }

                break;
        }
    }

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to)
    {
        switch (_width)
        {
            case sizeof(byte):
                _bytes[to] = _bytes[from];
                break;
            case sizeof(ushort):
                _words[to] = _words[from];
                break;
            default:
                _numbers[to] = _numbers[from];
                break;
        }
    }

    /// <summary>Puts the rows into another order, and drops the others.</summary>
    public void Reorder(ReadOnlySpan<int> rows, ColumnMemory<byte> scratch)
    {
        switch (_width)
        {
            case sizeof(byte):
                _bytes.Reorder(rows, scratch);
                break;
            case sizeof(ushort):
                _words.Reorder(rows, scratch);
                break;
            default:
                _numbers.Reorder(rows, scratch);
                break;
        }

        Dictionary.Freeze();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _words.Dispose();
        _numbers.Dispose();
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

    // The greatest number that is stored is the count of texts.
    private void WidenFor(int texts)
    {
        if (_width == sizeof(byte) && texts > byte.MaxValue)
        {
            _words.EnsureCapacity(_bytes.Length);
            for (var row = 0; row < _bytes.Length; row++)
            {
                _words[row] = _bytes[row];
            }

            _width = sizeof(ushort);
            _bytes.Dispose();
        }

        if (_width == sizeof(ushort) && texts > ushort.MaxValue)
        {
            _numbers.EnsureCapacity(_words.Length);
            for (var row = 0; row < _words.Length; row++)
            {
                _numbers[row] = _words[row];
            }

            _width = sizeof(int);
            _words.Dispose();
        }
    }
}
