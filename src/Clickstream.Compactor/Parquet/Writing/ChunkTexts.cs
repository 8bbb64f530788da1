using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>The texts of one chunk as codes of a dictionary of its own, in order of first use. Reused from chunk to chunk.</summary>
internal sealed class ChunkTexts
{
    private int[] _local = []; // By code of the column's dictionary: the code in the chunk + 1; 0 if it is not used.
    private int[] _used = new int[1024]; // By code in the chunk: the code of the column's dictionary.
    private TextDictionary _dictionary = null!;

    /// <summary>Distinct texts.</summary>
    public int Distinct { get; private set; }

    /// <summary>The text of a code of the chunk.</summary>
    public ReadOnlySpan<byte> this[int code] => _dictionary[_used[code]];

    /// <summary>Begins a chunk.</summary>
    public void Begin(TextDictionary dictionary)
    {
        _dictionary = dictionary;
        Distinct = 0;
        if (_local.Length < dictionary.Count)
        {
            _local = new int[Math.Max(dictionary.Count, _local.Length * 2)];
            return;
        }

        _local.AsSpan(0, dictionary.Count).Clear();
    }

    /// <summary>Makes codes of the column to codes of the chunk.</summary>
    /// <param name="codes">Negative where a text is absent.</param>
    /// <param name="levels">Gets 1 for each text that is there, 0 for the others.</param>
    /// <param name="to">Gets the codes of those that are there; it may be where the codes are.</param>
    /// <returns>How many are there.</returns>
    public int Add(ReadOnlySpan<int> codes, Span<int> levels, Span<int> to)
    {
        var count = 0;
        levels = levels[..codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var code = codes[i];
            levels[i] = ~code >>> 31;
            if (code >= 0)
            {
                to[count++] = Local(code);
            }
        }

        return count;
    }

    /// <summary>The code in the chunk of a code of the column.</summary>
    public int Local(int code)
    {
        ref var local = ref _local[code];
        if (local == 0)
        {
            if (Distinct == _used.Length)
            {
                Array.Resize(ref _used, _used.Length * 2);
            }

            _used[Distinct++] = code;
            local = Distinct;
        }

        return local - 1;
    }

    /// <summary>Puts the dictionary of the chunk in plain encoding.</summary>
    public void PutDictionary(ByteSink to)
    {
        for (var code = 0; code < Distinct; code++)
        {
            to.PutPlain(this[code]);
        }
    }

    /// <summary>The least and the greatest text; null if there is none.</summary>
    public (byte[]? Least, byte[]? Greatest) Range()
    {
        var (least, greatest) = (0, 0);
        for (var code = 1; code < Distinct; code++)
        {
            least = this[code].SequenceCompareTo(this[least]) < 0 ? code : least;
            greatest = this[code].SequenceCompareTo(this[greatest]) > 0 ? code : greatest;
        }

        return Distinct == 0 ? default : TextRange.Of(this[least], this[greatest]);
    }
}
