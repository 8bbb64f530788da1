using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Parquet;

/// <summary>
/// The texts of one column chunk in the form that Parquet.Net takes: UTF-16 slices of one buffer.
/// A text of a dictionary is converted once per chunk, however often it occurs. Reused from chunk to chunk.
/// </summary>
internal sealed class ChunkTexts(int maxValues)
{
    private char[] _characters = new char[64 * 1024];
    private (int Start, int Length)[] _slices = new (int, int)[maxValues];
    private ReadOnlyMemory<char>[] _values = new ReadOnlyMemory<char>[maxValues];
    private int[] _firstUse = [];
    private int _length;
    private int _lastCode;

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Distinct texts among them, as far as they came as codes.</summary>
    public int Distinct { get; private set; }

    /// <summary>Begins a chunk whose texts are codes of a dictionary of this size; 0 if they are not.</summary>
    public void Begin(int dictionarySize)
    {
        (Count, Distinct, _length, _lastCode) = (0, 0, 0, -1);
        if (_firstUse.Length < dictionarySize)
        {
            _firstUse = new int[Math.Max(dictionarySize, _firstUse.Length * 2)];
        }

        _firstUse.AsSpan(0, dictionarySize).Fill(-1);
    }

    /// <summary>Adds a text of a dictionary.</summary>
    public void Add(TextDictionary dictionary, int code)
    {
        if (code == _lastCode)
        {
            Add(_slices[Count - 1]); // Rows are sorted by visitor, so most of what belongs to one comes in runs.
            return;
        }

        _lastCode = code;
        var first = _firstUse[code];
        if (first >= 0)
        {
            Add(_slices[first]);
            return;
        }

        _firstUse[code] = Count;
        Distinct++;
        Add(dictionary[code]);
    }

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (_characters.Length - _length < utf8.Length)
        {
            Array.Resize(ref _characters, Math.Max(_characters.Length * 2, checked(_length + utf8.Length)));
        }

        var length = Encoding.UTF8.GetChars(utf8, _characters.AsSpan(_length));
        Add((_length, length));
        _length += length;
    }

    /// <summary>The values; valid until the next chunk begins.</summary>
    public ReadOnlyMemory<ReadOnlyMemory<char>> ToMemory()
    {
        // Only now, because the buffer moves when it grows.
        for (var i = 0; i < Count; i++)
        {
            _values[i] = _characters.AsMemory(_slices[i].Start, _slices[i].Length);
        }

        return _values.AsMemory(0, Count);
    }

    private void Add((int Start, int Length) slice)
    {
        if (Count == _slices.Length)
        {
            Array.Resize(ref _slices, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _slices[Count++] = slice;
    }
}
