using System.Globalization;

namespace Clickstream.Core.Time;

/// <summary>A one-minute tumbling window of event time, in UTC.</summary>
/// <param name="Number">Minutes since 1970-01-01T00:00Z.</param>
public readonly record struct Minute(int Number) : IComparable<Minute>
{
    /// <summary>The first instant of the minute.</summary>
    public EventTime Start => new(Number * EventTime.MicrosecondsPerMinute);

    /// <summary>The first instant after the minute.</summary>
    public EventTime End => new((Number + 1L) * EventTime.MicrosecondsPerMinute);

    /// <summary>The hour that holds the minute.</summary>
    public Hour Hour => new((int)Math.Floor(Number / 60.0));

    /// <inheritdoc/>
    public int CompareTo(Minute other) => Number.CompareTo(other.Number);

    /// <summary>Whether the left minute is earlier.</summary>
    public static bool operator <(Minute left, Minute right) => left.Number < right.Number;

    /// <summary>Whether the left minute is later.</summary>
    public static bool operator >(Minute left, Minute right) => left.Number > right.Number;

    /// <summary>Whether the left minute is earlier or the same.</summary>
    public static bool operator <=(Minute left, Minute right) => left.Number <= right.Number;

    /// <summary>Whether the left minute is later or the same.</summary>
    public static bool operator >=(Minute left, Minute right) => left.Number >= right.Number;

    /// <summary>ISO 8601, for instance <c>2019-10-01T00:07Z</c>.</summary>
    public override string ToString() => Start.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
