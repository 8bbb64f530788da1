using System.Buffers.Text;
using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Amounts and quantities as exact decimals: DECIMAL(18, 4), rounded half to even beyond the fourth decimal. Never through a floating
/// point number.
/// </summary>
internal static class DecimalText
{
    /// <summary>Decimals kept.</summary>
    public const int Scale = 4;

    /// <summary>The largest quantity; with it, price times quantity always fits a decimal.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>What an amount must be below: 14 digits before the decimal point.</summary>
    public const decimal MaxAmount = 100_000_000_000_000m;

    private const long Limit = 1_000_000_000_000_000_000; // 18 digits, of which 4 are decimals.
    private const int MaxExponent = 10_000;

    private static readonly ulong[] PowersOfTen = MakePowers();

    /// <summary>Reads an amount.</summary>
    /// <returns>None, InvalidNumber or NegativeAmount.</returns>
    public static RejectionReason TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0m;
        if (!TryRead(text, out var number))
        {
            return RejectionReason.InvalidNumber;
        }

        if (number.IsNegative && number.Digits != 0)
        {
            return RejectionReason.NegativeAmount;
        }

        // What has at most 4 decimals keeps its form: 49.90 stays 49.90.
        if (number.Exponent is <= 0 and >= -Scale && !number.IsCut && number.Digits < (ulong)Limit / PowersOfTen[Scale + number.Exponent])
        {
            value = Make(number.Digits, -number.Exponent);
            return RejectionReason.None;
        }

        return TryScale(number, out var scaled) ? Normal(scaled, out value) : RejectionReason.InvalidNumber;
    }

    /// <summary>Reads a whole number of pieces.</summary>
    /// <returns>None, InvalidNumber or NegativeAmount.</returns>
    public static RejectionReason TryParseQuantity(ReadOnlySpan<byte> text, out long value)
    {
        var reason = TryParse(text, out var parsed);
        value = 0;
        if (reason != RejectionReason.None)
        {
            return reason;
        }

        if (parsed > MaxQuantity || parsed != decimal.Truncate(parsed))
        {
            return RejectionReason.InvalidNumber;
        }

        value = (long)parsed;
        return RejectionReason.None;
    }

    /// <summary>Brings a sum into the form and range of an amount.</summary>
    public static RejectionReason Fit(decimal sum, out decimal value)
    {
        value = decimal.Round(sum, Scale, MidpointRounding.ToEven);
        return value < Limit / 10_000m ? RejectionReason.None : RejectionReason.InvalidNumber;
    }

    /// <summary>An amount in units of its fourth decimal.</summary>
    public static long Unscaled(decimal amount) => (long)(amount * 10_000m);

    /// <summary>Writes an amount with its decimals as they are.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(decimal amount, Span<byte> to)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        int written;
        if (bits[2] != 0 || bits[3] < 0 || scale > Scale)
        {
            Utf8Formatter.TryFormat(amount, to, out written); // Not one of our own amounts.
            return written;
        }

        var digits = (uint)bits[0] | ((ulong)(uint)bits[1] << 32);
        var (whole, fraction) = Math.DivRem(digits, PowersOfTen[scale]);
        Utf8Formatter.TryFormat(whole, to, out written);
        if (scale == 0)
        {
            return written;
        }

        to[written] = (byte)'.';
        for (var i = written + scale; i > written; i--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            to[i] = (byte)('0' + digit);
        }

        return written + 1 + scale;
    }

    /// <summary>Reads digits and exponent without judging the range.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out Number number)
    {
        text = text.Trim((byte)' ');
        number = default;
        var at = 0;
        if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
        {
            number.IsNegative = text[at++] == '-';
        }

        var any = ReadDigits(text, ref at, ref number, isFraction: false);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            any |= ReadDigits(text, ref at, ref number, isFraction: true);
        }

        if (any && at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            any = TryReadExponent(text, ref at, ref number);
        }

        return any && at == text.Length;
    }

    private static bool ReadDigits(ReadOnlySpan<byte> text, ref int at, ref Number number, bool isFraction)
    {
        const ulong Room = 1_000_000_000_000_000_000; // One more digit still fits 64 bits.
        var first = at;
        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9)
        {
            var digit = (uint)(text[at++] - '0');
            if (number.Digits < Room)
            {
                number.Digits = (number.Digits * 10) + digit;
                number.Exponent -= isFraction ? 1 : 0;
            }
            else
            {
                number.IsCut |= digit != 0;
                number.Exponent += isFraction ? 0 : 1;
            }
        }

        return at > first;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int at, ref Number number)
    {
        var isNegative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
        var first = at;
        var exponent = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            exponent = Math.Min((exponent * 10) + (text[at++] - '0'), MaxExponent);
        }

        number.Exponent += isNegative ? -exponent : exponent;
        return at > first;
    }

    // To units of the fourth decimal, half to even.
    private static bool TryScale(Number number, out ulong scaled)
    {
        scaled = number.Digits;
        var shift = number.Exponent + Scale;
        if (scaled == 0)
        {
            return true;
        }

        if (shift >= 0)
        {
            if (shift >= PowersOfTen.Length || scaled >= (ulong)Limit / PowersOfTen[shift] + 1)
            {
                return false;
            }

            scaled *= PowersOfTen[shift];
        }
        else
        {
            if (-shift >= PowersOfTen.Length)
            {
                scaled = 0;
                return true;
            }

            var unit = PowersOfTen[-shift];
            (scaled, var rest) = Math.DivRem(scaled, unit);
            var half = unit / 2;
            scaled += rest > half || (rest == half && (number.IsCut || (scaled & 1) != 0)) ? 1UL : 0UL;
        }

        return scaled < Limit;
    }

    private static RejectionReason Normal(ulong scaled, out decimal value)
    {
        var scale = Scale;
        while (scale > 0 && scaled % 10 == 0)
        {
            scaled /= 10;
            scale--;
        }

        value = Make(scaled, scale);
        return RejectionReason.None;
    }

    private static decimal Make(ulong digits, int scale) => new((int)(uint)digits, (int)(uint)(digits >> 32), 0, false, (byte)scale);

    private static ulong[] MakePowers()
    {
        var powers = new ulong[20];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }

    /// <summary>A number as it is written: digits × 10^exponent.</summary>
    internal struct Number
    {
        /// <summary>The first digits.</summary>
        public ulong Digits;

        /// <summary>The power of ten that they count.</summary>
        public int Exponent;

        /// <summary>Whether there is a minus sign.</summary>
        public bool IsNegative;

        /// <summary>Whether digits other than zero were left out at the end.</summary>
        public bool IsCut;
    }
}
