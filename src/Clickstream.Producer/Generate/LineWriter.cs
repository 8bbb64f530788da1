using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clickstream.Producer.Generate;

/// <summary>Writes one line into bytes that are long enough; nothing is allocated.</summary>
internal ref struct LineWriter(Span<byte> target)
{
    private static readonly ushort[] HexPairs = MakeHexPairs();
    private readonly Span<byte> _target = target;

    public int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _target[Length..], out var written);
        Length += written;
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public void Hex(ulong value)
    {
        var pairs = MemoryMarshal.Cast<byte, ushort>(_target.Slice(Length, 16));
        for (var i = 0; i < 8; i++)
        {
            pairs[i] = HexPairs[(int)(value >> 56)];
            value <<= 8;
        }

        Length += 16;
    }

    /// <summary>An amount of money with two decimals.</summary>
    public void Cents(long cents)
    {
        Number(cents / 100);
        var rest = (int)(cents % 100);
        _target[Length] = (byte)'.';
        _target[Length + 1] = (byte)('0' + (rest / 10));
        _target[Length + 2] = (byte)('0' + (rest % 10));
        Length += 3;
    }

    private static ushort[] MakeHexPairs()
    {
        var pairs = new ushort[256];
        for (var i = 0; i < pairs.Length; i++)
        {
            Span<byte> digits = [Digit(i >> 4), Digit(i & 15)];
            pairs[i] = MemoryMarshal.Read<ushort>(digits);
        }

        return pairs;
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
