using System.Numerics;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>The numbers of one chunk as codes of a dictionary of its own, in order of first use. Reused from chunk to chunk.</summary>
internal sealed class ChunkNumbers
{
    private const int MostDistinct = 1 << 15; // With more, a code is not much shorter than what is left of a number after compression.
    private const int Slots = MostDistinct * 4;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private static readonly int Shift = 64 - BitOperations.Log2(Slots);

    private readonly int[] _slots = new int[Slots]; // Code + 1; 0 is free.
    private readonly long[] _values = new long[MostDistinct];

    /// <summary>Distinct numbers.</summary>
    public int Distinct { get; private set; }

    /// <summary>The distinct numbers.</summary>
    public ReadOnlySpan<long> Values => _values.AsSpan(0, Distinct);

    /// <summary>Makes codes of numbers.</summary>
    /// <returns>False if there are too many distinct ones for a dictionary to be worth it.</returns>
    public bool TryCode(ReadOnlySpan<long> numbers, Span<int> codes)
    {
        Distinct = 0;
        _slots.AsSpan().Clear();
        var most = Math.Min(MostDistinct, numbers.Length / 4);
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var at = (int)(((ulong)number * Multiplier) >> Shift);
            int code;
            while ((code = _slots[at] - 1) >= 0 && _values[code] != number)
            {
                at = (at + 1) & (Slots - 1);
            }

            if (code < 0)
            {
                if (Distinct == most)
                {
                    return false;
                }

                code = Distinct;
                _values[code] = number;
                _slots[at] = ++Distinct;
            }

            codes[i] = code;
        }

        return true;
    }
}
