using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>
/// Parquet's hybrid of run lengths and bit packing, for levels and for the codes of a dictionary: at least eight equal values in a row are a
/// run, what lies between is packed in groups of eight.
/// </summary>
internal static class HybridEncoding
{
    private const int Group = 8;

    /// <summary>Bits that the values up to a greatest one need.</summary>
    public static int BitsOf(int greatest) => BitOperations.Log2((uint)greatest << 1 | 1);

    /// <summary>Puts values.</summary>
    /// <param name="values">Each of at most <paramref name="bits"/> bits.</param>
    /// <param name="bits">0 to 31.</param>
    /// <param name="to">Where to.</param>
    public static void Put(ReadOnlySpan<int> values, int bits, ByteSink to)
    {
        var packed = 0; // The first value that is not put yet.
        var at = 0;
        while (at < values.Length)
        {
            var end = EndOfRun(values, at);
            if (end - at < Group)
            {
                at = end;
                continue;
            }

            // What is packed comes in whole groups, so the first values of the run complete the last group.
            var start = packed + ((at - packed + Group - 1) / Group * Group);
            if (end - start >= Group)
            {
                PutPacked(values[packed..start], bits, to);
                PutRun(values[at], end - start, bits, to);
                packed = end;
            }

            at = end;
        }

        PutPacked(values[packed..], bits, to);
    }

    /// <summary>Puts one value many times.</summary>
    public static void PutRun(int value, int count, int bits, ByteSink to)
    {
        to.PutVarint((ulong)count << 1);
        for (var done = 0; done < bits; done += 8)
        {
            to.Put((byte)(value >> done));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfRun(ReadOnlySpan<int> values, int at)
    {
        var value = values[at];
        do
        {
            at++;
        }
        while (at < values.Length && values[at] == value);

        return at;
    }

    private static void PutPacked(ReadOnlySpan<int> values, int bits, ByteSink to)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var groups = (values.Length + Group - 1) / Group;
        to.PutVarint(((ulong)groups << 1) | 1);
        var length = groups * bits;
        var bytes = to.Reserve(length + sizeof(ulong));
        ulong word = 0;
        var (filled, at) = (0, 0);
        foreach (var value in values)
        {
            word |= (ulong)(uint)value << filled;
            filled += bits;
            if (filled >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], (uint)word);
                at += sizeof(uint);
                word >>= 32;
                filled -= 32;
            }
        }

        // The last group is filled up with zeros; a reader stops at the number of values.
        bytes[at..length].Clear();
        for (; at < length && filled > 0; filled -= 8)
        {
            bytes[at++] = (byte)word;
            word >>= 8;
        }

        to.Commit(length);
    }
}
