using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Times of events: ISO 8601 with an offset, Z, or none (then UTC), <c>2019-10-01 00:00:00 UTC</c>, a date alone, or the time since 1970
/// in seconds, milliseconds, microseconds or nanoseconds, told apart by their size. What is finer than a microsecond is dropped.
/// </summary>
internal static class TimeText
{
    private const long MicrosecondsPerSecond = 1_000_000;

    private static readonly EventTime Earliest = EventTime.From(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly EventTime Latest = EventTime.From(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Reads a time.</summary>
    /// <returns>None, InvalidTime, or AbsurdTime if it is before 2000 or not before 2100.</returns>
    public static RejectionReason TryParse(ReadOnlySpan<byte> text, out EventTime time)
    {
        if (!TryRead(text, out time))
        {
            return RejectionReason.InvalidTime;
        }

        return time < Earliest || time >= Latest ? RejectionReason.AbsurdTime : RejectionReason.None;
    }

    /// <summary>Reads a time of any year. A number that no time can be is the end of time.</summary>
    /// <returns>False if it cannot be read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out EventTime time)
    {
        text = text.Trim((byte)' ');
        time = default;
        long microseconds;
        if (text.Length >= 10 && text[4] == '-' && text[7] == '-')
        {
            if (!TryParseDate(text, out microseconds))
            {
                return false;
            }
        }
        else if (!DecimalText.TryRead(text, out var number))
        {
            return false;
        }
        else if (!TryScale(number, out microseconds))
        {
            microseconds = long.MaxValue;
        }

        time = new EventTime(microseconds);
        return true;
    }

    private static bool TryParseDate(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (!TryDigits(text, 0, 4, out var year) || !TryDigits(text, 5, 2, out var month) || !TryDigits(text, 8, 2, out var day)
            || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month))
        {
            return false;
        }

        microseconds = DaysSinceEpoch(year, month, day) * 86_400 * MicrosecondsPerSecond;
        if (text.Length == 10)
        {
            return true;
        }

        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryParseClock(text[11..], out var clock, out var used)
            || !TryParseZone(text[(11 + used)..], out var offset))
        {
            return false;
        }

        microseconds += clock - offset;
        return true;
    }

    private static bool TryParseClock(ReadOnlySpan<byte> text, out long microseconds, out int used)
    {
        microseconds = 0;
        used = 5;
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text, 0, 2, out var hour) || !TryDigits(text, 3, 2, out var minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        var second = 0;
        if (text.Length > 5 && text[5] == ':')
        {
            // 60 is a leap second.
            if (text.Length < 8 || !TryDigits(text, 6, 2, out second) || second > 60)
            {
                return false;
            }

            used = 8;
        }

        microseconds = (((hour * 60L) + minute) * 60 + second) * MicrosecondsPerSecond;
        if (used < 8 || text.Length == 8 || text[8] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        var unit = MicrosecondsPerSecond / 10;
        for (used = 9; used < text.Length && (uint)(text[used] - '0') <= 9; used++, unit /= 10)
        {
            microseconds += (text[used] - '0') * unit;
        }

        return used > 9;
    }

    private static bool TryParseZone(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        text = text.TrimStart((byte)' ');
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'] || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
        {
            return true;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || !TryDigits(text, 1, 2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (text.Length > 3 && ((text.Length == 6 && text[3] != ':') || !TryDigits(text, text.Length - 2, 2, out minutes)))
        {
            return false;
        }

        microseconds = ((hours * 60L) + minutes) * 60 * MicrosecondsPerSecond * (text[0] == '-' ? -1 : 1);
        return hours <= 23 && minutes <= 59;
    }

    // Seconds have up to 11 digits, milliseconds up to 14, microseconds up to 17, and nanoseconds more.
    private static bool TryScale(DecimalText.Number number, out long microseconds)
    {
        microseconds = 0;
        var magnitude = number.Digits == 0 ? 0 : (int)Math.Floor(Math.Log10(number.Digits)) + 1 + number.Exponent;
        var unit = magnitude switch { <= 11 => 6, <= 14 => 3, <= 17 => 0, <= 20 => -3, _ => int.MaxValue };
        if (unit == int.MaxValue || number.IsNegative)
        {
            return false;
        }

        var shift = number.Exponent + unit;
        UInt128 scaled = number.Digits;
        for (; shift > 0; shift--)
        {
            scaled *= 10;
        }

        for (; shift < 0 && scaled != 0; shift++)
        {
            scaled /= 10;
        }

        microseconds = scaled <= long.MaxValue ? (long)scaled : long.MaxValue;
        return scaled <= long.MaxValue;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, int at, int count, out int value)
    {
        value = 0;
        for (var i = at; i < at + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    // Years that begin in March make the leap day the last of the year.
    private static long DaysSinceEpoch(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = (int)Math.Floor(y / 400.0);
        var yearOfEra = y - (era * 400);
        var dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5 + day - 1;
        return (era * 146_097L) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }
}
