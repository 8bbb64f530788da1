using Clickstream.Compactor.Columns;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Parquet.Tables;

/// <summary>A column of a <see cref="TableBuffer"/>.</summary>
internal sealed class TableColumn(LakeColumn column) : IDisposable
{
    private const int MinCapacity = 1024;

    private long[] _numbers = [];
    private int[] _entryEnds = []; // By row: where its entries of a map end.
    private int[] _keys = [];
    private int _entries;
    private int _capacity;
    private int _set; // Rows up to here have been set or skipped.

    /// <summary>Its name and type.</summary>
    public LakeColumn Column => column;

    /// <summary>The texts of a text column.</summary>
    public TextColumn Texts { get; } = new();

    /// <summary>The keys of a map.</summary>
    public TextDictionary Keys { get; } = new();

    /// <summary>Numbers by row, or the values of the entries of a map; <see cref="FactColumns.Absent"/> where there is none.</summary>
    public ReadOnlySpan<long> Numbers => _numbers;

    /// <summary>The entries of a row of a map.</summary>
    public Range EntriesOf(int row) => (row == 0 ? 0 : _entryEnds[row - 1]).._entryEnds[row];

    /// <summary>The code of the key of an entry.</summary>
    public int KeyOf(int entry) => _keys[entry];

    /// <inheritdoc/>
    public void Dispose()
    {
        Texts.Dispose();
        Keys.Dispose();
    }

    public void SetText(int row, ReadOnlySpan<byte> text)
    {
        Reserve(row);
        Texts.Set(row, true, text);
        _set = row + 1;
    }

    public void SetNumber(int row, long number)
    {
        Reserve(row);
        _numbers[row] = number;
        _set = row + 1;
    }

    public void AddEntry(int row, ReadOnlySpan<byte> key, long value)
    {
        Reserve(row);
        if (_entries == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(MinCapacity, _entries * 2));
            Array.Resize(ref _numbers, _keys.Length);
        }

        _keys[_entries] = Keys.Intern(key);
        _numbers[_entries++] = value;
    }

    public void EndRow(int row)
    {
        Reserve(row);
        if (column.Type == LakeType.NumberMap)
        {
            _entryEnds[row] = _entries;
        }
        else if (_set <= row && column.Type == LakeType.Text)
        {
            Texts.Set(row, false, default);
        }
        else if (_set <= row)
        {
            _numbers[row] = FactColumns.Absent;
        }

        _set = row + 1;
    }

    private void Reserve(int row)
    {
        if (row < _capacity)
        {
            return;
        }

        _capacity = Math.Max(MinCapacity, _capacity * 2);
        switch (column.Type)
        {
            case LakeType.Text:
                Texts.EnsureCapacity(_capacity);
                break;
            case LakeType.NumberMap:
                Array.Resize(ref _entryEnds, _capacity);
                break;
            default:
                Array.Resize(ref _numbers, _capacity);
                break;
        }
    }
}
