using System.Globalization;
using System.Text;

namespace Clickstream.Producer.Generate;

/// <summary>Writes times as <c>2026-03-01T00:00:00.000Z</c>; the minutes repeat, so their text is kept.</summary>
internal sealed class TimestampText(DateTimeOffset start)
{
    /// <summary>Bytes of a written time.</summary>
    public const int Length = 24;

    private const int KeptMinutes = 4; // Event times, receipt times and skewed clocks are within a few minutes of each other.
    private const int MinuteText = 17;
    private readonly byte[] _text = new byte[KeptMinutes * MinuteText];
    private readonly long[] _minutes = [-1, -1, -1, -1];

    /// <summary>Writes a time.</summary>
    /// <param name="ms">Milliseconds since the start.</param>
    /// <param name="target">At least <see cref="Length"/> bytes.</param>
    public void Write(long ms, Span<byte> target)
    {
        var minute = ms / 60_000;
        var slot = (int)(minute & (KeptMinutes - 1));
        if (_minutes[slot] != minute)
        {
            var text = start.AddMinutes(minute).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:", CultureInfo.InvariantCulture);
            Encoding.ASCII.GetBytes(text, _text.AsSpan(slot * MinuteText));
            _minutes[slot] = minute;
        }

        _text.AsSpan(slot * MinuteText, MinuteText).CopyTo(target);
        var rest = (int)(ms - (minute * 60_000));
        var seconds = rest / 1_000;
        rest -= seconds * 1_000;
        target[23] = (byte)'Z';
        target[17] = (byte)('0' + (seconds / 10));
        target[18] = (byte)('0' + (seconds % 10));
        target[19] = (byte)'.';
        target[20] = (byte)('0' + (rest / 100));
        target[21] = (byte)('0' + (rest / 10 % 10));
        target[22] = (byte)('0' + (rest % 10));
    }
}
