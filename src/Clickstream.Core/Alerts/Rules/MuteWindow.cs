namespace Clickstream.Core.Alerts.Rules;

/// <summary>Hours of the day, UTC, on some days of the week. A window that ends before it begins goes over midnight and belongs to the day it begins on.</summary>
/// <param name="From">The first minute.</param>
/// <param name="To">The first minute after it; the same as <paramref name="From"/> for the whole day.</param>
/// <param name="Days">The days; empty for all.</param>
public sealed record MuteWindow(TimeOnly From, TimeOnly To, IReadOnlyList<DayOfWeek> Days)
{
    /// <summary>Whether a time is in the window.</summary>
    public bool Contains(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var at = TimeOnly.FromDateTime(utc);
        return From < To ? at >= From && at < To && IsOn(utc.DayOfWeek)
            : (at >= From && IsOn(utc.DayOfWeek)) || (at < To && IsOn(utc.AddDays(-1).DayOfWeek));
    }

    private bool IsOn(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
