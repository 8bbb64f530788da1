namespace Clickstream.Core.Time;

/// <summary>An instant in UTC, in microseconds since 1970-01-01. The precision of the Parquet column that Athena and Redshift Spectrum read.</summary>
/// <param name="Microseconds">Microseconds since the Unix epoch; negative before 1970.</param>
public readonly record struct EventTime(long Microseconds) : IComparable<EventTime>
{
    /// <summary>Microseconds in one minute.</summary>
    public const long MicrosecondsPerMinute = 60_000_000;

    /// <summary>The minute that this instant falls in.</summary>
    public Minute Minute => new((int)Math.DivRem(Microseconds, MicrosecondsPerMinute, out var rest) - (rest < 0 ? 1 : 0));

    /// <summary>The hour that this instant falls in.</summary>
    public Hour Hour => Minute.Hour;

    /// <summary>Converts from a date and time, dropping what is finer than a microsecond.</summary>
    public static EventTime From(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Converts to a date and time in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is outside the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(checked(Microseconds * TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc/>
    public int CompareTo(EventTime other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Moves the instant.</summary>
    public static EventTime operator +(EventTime time, TimeSpan span) => new(time.Microseconds + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Moves the instant back.</summary>
    public static EventTime operator -(EventTime time, TimeSpan span) => new(time.Microseconds - (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>Whether the left instant is earlier.</summary>
    public static bool operator <(EventTime left, EventTime right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether the left instant is later.</summary>
    public static bool operator >(EventTime left, EventTime right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether the left instant is earlier or the same.</summary>
    public static bool operator <=(EventTime left, EventTime right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether the left instant is later or the same.</summary>
    public static bool operator >=(EventTime left, EventTime right) => left.Microseconds >= right.Microseconds;

    /// <summary>ISO 8601 with microseconds, for instance <c>2019-10-01T00:00:00.000000Z</c>.</summary>
    public override string ToString() => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
