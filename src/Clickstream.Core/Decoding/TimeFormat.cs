using System.Buffers.Binary;
using Clickstream.Core.Time;

namespace Clickstream.Core.Decoding;

/// <summary>Writes times as <c>2019-10-01T00:00:00.000000Z</c>, always 27 bytes.</summary>
public static class TimeFormat
{
    /// <summary>Bytes of a written time.</summary>
    public const int Length = 27;

    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Writes a time of the years 1 to 9999.</summary>
    /// <returns>The bytes written, <see cref="Length"/>.</returns>
    public static int Write(EventTime time, Span<byte> to)
    {
        var days = (int)Math.DivRem(time.Microseconds, MicrosecondsPerDay, out var ofDay);
        if (ofDay < 0)
        {
            ofDay += MicrosecondsPerDay;
            days--;
        }

        "0000-00-00T00:00:00.000000Z"u8.CopyTo(to);
        PutDate(days, to);
        var second = (int)Math.DivRem(ofDay, MicrosecondsPerSecond, out var fraction);
        var (minute, secondOfMinute) = Math.DivRem(second, 60);
        var (hour, minuteOfHour) = Math.DivRem(minute, 60);
        Put2(hour, to[11..]);
        Put2(minuteOfHour, to[14..]);
        Put2(secondOfMinute, to[17..]);
        var (high, rest) = Math.DivRem((int)fraction, 10_000);
        var (middle, low) = Math.DivRem(rest, 100);
        Put2(high, to[20..]);
        Put2(middle, to[22..]);
        Put2(low, to[24..]);
        return Length;
    }

    // Years that begin in March make the leap day the last of the year.
    private static void PutDate(int days, Span<byte> to)
    {
        var shifted = days + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * marchMonth) + 2) / 5) + 1;
        var month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        Put2(year / 100, to);
        Put2(year % 100, to[2..]);
        Put2(month, to[5..]);
        Put2(day, to[8..]);
    }

    private static void Put2(int value, Span<byte> to) =>
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(0x3030 + (value / 10) + ((value % 10) << 8)));
}
