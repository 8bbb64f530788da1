using System.Buffers.Binary;

namespace Clickstream.Compactor.Columns;

/// <summary>Puts the texts of a dictionary into ordinal order.</summary>
internal static class TextRanks
{
    /// <summary>The place of each code in ordinal order of the texts.</summary>
    public static int[] Of(TextDictionary texts)
    {
        var (keys, codes) = (new ulong[texts.Count], new int[texts.Count]);
        var common = CommonPrefix(texts);
        for (var code = 0; code < codes.Length; code++)
        {
            (keys[code], codes[code]) = (Key(texts[code], common), code);
        }

        RadixSort.Sort(keys, codes, 64);
        SortTies(texts, keys, codes);
        var ranks = new int[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            ranks[codes[i]] = i;
        }

        return ranks;
    }

    // Eight bytes behind what all begin with: ids often begin with the same letter or name.
    private static ulong Key(ReadOnlySpan<byte> text, int common)
    {
        text = text[common..];
        if (text.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(text);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        text.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    private static int CommonPrefix(TextDictionary texts)
    {
        if (texts.Count == 0)
        {
            return 0;
        }

        var common = texts[0].Length;
        for (var code = 1; code < texts.Count && common > 0; code++)
        {
            common = texts[code][..Math.Min(common, texts[code].Length)].CommonPrefixLength(texts[0]);
        }

        return common;
    }

    private static void SortTies(TextDictionary texts, ulong[] keys, int[] codes)
    {
        for (var first = 0; first < keys.Length;)
        {
            var end = first + 1;
            while (end < keys.Length && keys[end] == keys[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                codes.AsSpan(first..end).Sort((left, right) => texts[left].SequenceCompareTo(texts[right]));
            }

            first = end;
        }
    }
}
