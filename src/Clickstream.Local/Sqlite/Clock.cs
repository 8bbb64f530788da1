namespace Clickstream.Local.Sqlite;

/// <summary>Times as they are stored: microseconds since 1970-01-01, UTC.</summary>
internal static class Clock
{
    public static long Microseconds(TimeProvider time) => ToMicroseconds(time.GetUtcNow());

    public static long ToMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
