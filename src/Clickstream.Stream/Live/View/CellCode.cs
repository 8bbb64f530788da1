using System.Buffers;
using System.Runtime.InteropServices;
using Clickstream.Core.Engagement;

namespace Clickstream.Stream.Live.View;

/// <summary>
/// The cells of a partial in few bytes, two or three each instead of a hundred: runs of one type and device, numbers of seven bits a byte, then the
/// amounts. So two weeks of minutes stay in memory and can be filtered at once.
/// </summary>
internal static class CellCode
{
    private const byte WholeDecimal = 0xFF; // No scale is as great: the sixteen bytes of an amount that is negative or beyond 64 bits follow.

    /// <summary>Encodes cells that are in order of type, device and country, as results have them.</summary>
    public static byte[] Encode(IReadOnlyList<EngagementCell> cells, NameCodes names)
    {
        var to = new ArrayBufferWriter<byte>(16 + (cells.Count * 4));
        Write(to, cells.Count);
        for (var i = 0; i < cells.Count;)
        {
            var end = i + 1;
            while (end < cells.Count && cells[end].Type == cells[i].Type && cells[end].Device == cells[i].Device)
            {
                end++;
            }

            Write(to, names.CodeOf(cells[i].Type));
            Write(to, names.CodeOf(cells[i].Device));
            Write(to, end - i);
            for (; i < end; i++)
            {
                Write(to, names.CodeOf(cells[i].Country));
                Write(to, cells[i].Events);
            }
        }

        WriteAmounts(to, cells, names);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>Adds up the cells that a filter lets through.</summary>
    public static void Sum(ReadOnlySpan<byte> code, CellFilter filter, CellSums sums)
    {
        var left = (int)Read(ref code);
        Span<bool> taken = left <= 1024 ? stackalloc bool[left] : new bool[left];
        for (var cell = 0; cell < left;)
        {
            var (type, device) = ((int)Read(ref code), (int)Read(ref code));
            var isRun = filter.Takes(type, device);
            for (var end = cell + (int)Read(ref code); cell < end; cell++)
            {
                var (country, events) = ((int)Read(ref code), Read(ref code));
                taken[cell] = isRun && filter.TakesCountry(country);
                if (taken[cell])
                {
                    sums.Add(type, device, country, events);
                }
            }
        }

        for (var amounts = Read(ref code); amounts > 0; amounts--)
        {
            var (cell, currency, amount) = ((int)Read(ref code), (int)Read(ref code), ReadAmount(ref code));
            if (taken[cell])
            {
                sums.AddRevenue(currency, amount);
            }
        }
    }

    private static void WriteAmounts(ArrayBufferWriter<byte> to, IReadOnlyList<EngagementCell> cells, NameCodes names)
    {
        Write(to, cells.Sum(cell => cell.Revenue.Count));
        for (var i = 0; i < cells.Count; i++)
        {
            foreach (var (currency, amount) in cells[i].Revenue)
            {
                Write(to, i);
                Write(to, names.CodeOf(currency));
                WriteAmount(to, amount);
            }
        }
    }

    private static void WriteAmount(ArrayBufferWriter<byte> to, decimal amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        if (bits[2] == 0 && amount >= 0)
        {
            to.Write([amount.Scale]);
            Write(to, ((long)bits[1] << 32) | (uint)bits[0]);
            return;
        }

        to.Write([WholeDecimal]);
        to.Write(MemoryMarshal.AsBytes(bits));
    }

    private static decimal ReadAmount(ref ReadOnlySpan<byte> code)
    {
        var scale = code[0];
        code = code[1..];
        if (scale != WholeDecimal)
        {
            var number = Read(ref code);
            return new decimal((int)number, (int)(number >> 32), 0, false, scale);
        }

        var amount = new decimal(MemoryMarshal.Cast<byte, int>(code[..sizeof(decimal)]));
        code = code[sizeof(decimal)..];
        return amount;
    }

    private static void Write(ArrayBufferWriter<byte> to, long number)
    {
        var bytes = to.GetSpan(10);
        var length = 0;
        for (var rest = (ulong)number; ; rest >>= 7)
        {
            bytes[length++] = (byte)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }

        to.Advance(length);
    }

    private static long Read(ref ReadOnlySpan<byte> code)
    {
        var number = 0UL;
        for (var (at, shift) = (0, 0); ; at++, shift += 7)
        {
            number |= (ulong)(code[at] & 0x7F) << shift;
            if (code[at] < 0x80)
            {
                code = code[(at + 1)..];
                return (long)number;
            }
        }
    }
}
