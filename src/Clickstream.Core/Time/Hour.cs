using System.Globalization;

namespace Clickstream.Core.Time;

/// <summary>One partition of the lake: an hour of event time, in UTC.</summary>
/// <param name="Number">Hours since 1970-01-01T00:00Z.</param>
public readonly record struct Hour(int Number) : IComparable<Hour>
{
    /// <summary>The first instant of the hour.</summary>
    public EventTime Start => new(Number * 60L * EventTime.MicrosecondsPerMinute);

    /// <summary>The first instant after the hour.</summary>
    public EventTime End => new((Number + 1L) * 60L * EventTime.MicrosecondsPerMinute);

    /// <summary>The path of raw, landing and quarantine folders: <c>YYYY/MM/DD/HH</c>.</summary>
    public string Path => Format("yyyy'/'MM'/'dd'/'HH");

    /// <summary>The path of a curated partition: <c>year=YYYY/month=MM/day=DD/hour=HH</c>, zero-padded.</summary>
    public string Partition => Format("'year='yyyy'/month='MM'/day='dd'/hour='HH");

    /// <summary>Reads either <see cref="Path"/> or <see cref="Partition"/>.</summary>
    /// <returns>False if the text is neither.</returns>
    public static bool TryParse(string text, out Hour hour)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] formats = ["yyyy'/'MM'/'dd'/'HH", "'year='yyyy'/month='MM'/day='dd'/hour='HH"];
        var ok = DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        hour = ok ? new Hour((int)((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerHour)) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(Hour other) => Number.CompareTo(other.Number);

    /// <summary>Whether the left hour is earlier.</summary>
    public static bool operator <(Hour left, Hour right) => left.Number < right.Number;

    /// <summary>Whether the left hour is later.</summary>
    public static bool operator >(Hour left, Hour right) => left.Number > right.Number;

    /// <summary>Whether the left hour is earlier or the same.</summary>
    public static bool operator <=(Hour left, Hour right) => left.Number <= right.Number;

    /// <summary>Whether the left hour is later or the same.</summary>
    public static bool operator >=(Hour left, Hour right) => left.Number >= right.Number;

    /// <summary>ISO 8601, for instance <c>2019-10-01T00Z</c>.</summary>
    public override string ToString() => Format("yyyy-MM-dd'T'HH'Z'");

    private string Format(string format) => Start.ToDateTimeOffset().ToString(format, CultureInfo.InvariantCulture);
}
