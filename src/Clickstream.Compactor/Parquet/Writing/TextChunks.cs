using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>Makes the pages of columns of texts.</summary>
internal sealed class TextChunks
{
    /// <summary>With more distinct values than this share a dictionary costs more than it saves.</summary>
    private const double MaxDistinctShare = 0.5;

    private const int PageBytes = 1 << 20; // Texts that are not in a dictionary are cut into pages of about this size.

    private readonly ChunkTexts _texts = new();
    private readonly ByteSink _values = new(PageBytes);
    private int[] _levels = [];
    private int[] _repetitions = [];
    private int[] _codes = [];

    /// <summary>Puts a column whose texts are codes.</summary>
    public ChunkStatistics Put(TextColumn column, Range rows, bool isRequired, ChunkWriter to)
    {
        var codes = column.Codes[rows];
        EnsureCapacity(codes.Length);
        _texts.Begin(column.Dictionary);
        codes.CopyTo(_codes);
        var count = _texts.Add(_codes.AsSpan(0, codes.Length), _levels, _codes);
        if (isRequired && count < codes.Length)
        {
            throw new InvalidOperationException("A required text is absent.");
        }

        PutCodes(default, isRequired ? default : _levels.AsSpan(0, codes.Length), codes.Length, count, 1, to);
        return Statistics(codes.Length - count);
    }

    /// <summary>Puts the texts of a list, one behind the other.</summary>
    public ChunkStatistics Put(TextList list, Range rows, ChunkWriter to)
    {
        var (least, greatest) = (rows.Start.Value, rows.Start.Value);
        var first = rows.Start.Value;
        _values.Clear();
        for (var row = first; row < rows.End.Value; row++)
        {
            var text = list[row];
            least = text.SequenceCompareTo(list[least]) < 0 ? row : least;
            greatest = text.SequenceCompareTo(list[greatest]) > 0 ? row : greatest;
            _values.PutPlain(text);
            if (_values.Length >= PageBytes || row == rows.End.Value - 1)
            {
                to.PutValues(default, default, row + 1 - first, _values.Written, PageEncoding.Plain);
                _values.Clear();
                first = row + 1;
            }
        }

        var range = TextRange.Of(list[least], list[greatest]);
        return new ChunkStatistics(range.Least, range.Greatest, 0, null);
    }

    /// <summary>Puts the keys or the values of a map. A row without entries is a null map.</summary>
    public ChunkStatistics Put(MetadataColumn metadata, Range rows, bool ofKeys, ChunkWriter to)
    {
        var present = ofKeys ? MapLevels.KeyPresent : MapLevels.ValuePresent;
        _texts.Begin(ofKeys ? metadata.Keys : metadata.Values);
        EnsureCapacity(rows.End.Value - rows.Start.Value);
        var (entries, count) = (0, 0);
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            var run = metadata[row];
            EnsureCapacity(entries + run.Length + 1);
            (_levels[entries], _repetitions[entries]) = (0, 0);
            for (var i = 0; i < run.Length; i++)
            {
                (_levels[entries + i], _repetitions[entries + i]) = (present, i == 0 ? 0 : 1);
                _codes[count++] = _texts.Local(ofKeys ? run[i].Key : run[i].Value);
            }

            entries += Math.Max(1, run.Length);
        }

        PutCodes(_repetitions.AsSpan(0, entries), _levels.AsSpan(0, entries), entries, count, present, to);
        return Statistics(entries - count);
    }

    private void PutCodes(
        ReadOnlySpan<int> repetitions, ReadOnlySpan<int> definitions, int entries, int count, int present, ChunkWriter to)
    {
        if (_texts.Distinct >= count * MaxDistinctShare)
        {
            PutPlain(repetitions, definitions, entries, present, to);
            return;
        }

        _values.Clear();
        _texts.PutDictionary(_values);
        to.PutDictionary(_values.Written, _texts.Distinct);
        _values.Clear();
        var bits = Math.Max(1, HybridEncoding.BitsOf(_texts.Distinct - 1));
        _values.Put((byte)bits);
        HybridEncoding.Put(_codes.AsSpan(0, count), bits, _values);
        to.PutValues(repetitions, definitions, entries, _values.Written, PageEncoding.Dictionary);
    }

    // A page begins with a row, so that a reader can go to one without those before it.
    private void PutPlain(ReadOnlySpan<int> repetitions, ReadOnlySpan<int> definitions, int entries, int present, ChunkWriter to)
    {
        var (first, value) = (0, 0);
        _values.Clear();
        for (var entry = 0; entry < entries; entry++)
        {
            if (_values.Length >= PageBytes && (repetitions.IsEmpty || repetitions[entry] == 0))
            {
                PutPage(first..entry, repetitions, definitions, to);
                first = entry;
            }

            if (definitions.IsEmpty || definitions[entry] == present)
            {
                _values.PutPlain(_texts[_codes[value++]]);
            }
        }

        PutPage(first..entries, repetitions, definitions, to);
    }

    private void PutPage(Range entries, ReadOnlySpan<int> repetitions, ReadOnlySpan<int> definitions, ChunkWriter to)
    {
        var count = entries.End.Value - entries.Start.Value;
        to.PutValues(
            repetitions.IsEmpty ? default : repetitions[entries],
            definitions.IsEmpty ? default : definitions[entries],
            count,
            _values.Written,
            PageEncoding.Plain);
        _values.Clear();
    }

    private ChunkStatistics Statistics(int absent)
    {
        var (least, greatest) = _texts.Range();
        return new ChunkStatistics(least, greatest, absent, _texts.Distinct);
    }

    private void EnsureCapacity(int entries)
    {
        if (entries > _levels.Length)
        {
            var capacity = Math.Max(entries, _levels.Length * 2);
            Array.Resize(ref _levels, capacity);
            Array.Resize(ref _repetitions, capacity);
            Array.Resize(ref _codes, capacity);
        }
    }
}
