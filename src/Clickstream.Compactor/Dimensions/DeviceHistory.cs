using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// The kinds of device of a user: how many events of each, and which one was preferred from when on. Preferred is the kind of most events of the last
/// earlier day (UTC) of which an event names one, from the first event of a day that names one; before there is such a day, the kind of the very first
/// event. So the preference at an instant needs nothing later than it, and only sums by day have to be known to add a later time to an earlier one.
/// </summary>
internal sealed class DeviceHistory(TextDictionary texts)
{
    private const long MicrosecondsPerDay = 24L * 60 * 60 * 1_000_000;

    private readonly List<(int Code, long Events)> _all = [];
    private readonly List<(int Code, long Events)> _lastDay = [];
    private long _day;

    /// <summary>Events by kind of device, in order of first use.</summary>
    public IReadOnlyList<(int Code, long Events)> All => _all;

    /// <summary>The same of the last day.</summary>
    public IReadOnlyList<(int Code, long Events)> LastDay => _lastDay;

    /// <summary>
    /// The preferences. The second one stays even if it is equal to the first, since the first is another when an earlier day becomes known.
    /// </summary>
    public List<(long Time, int Code)> Preferences { get; } = [];

    /// <summary>The preference at the last instant.</summary>
    public int Last => Preferences.Count == 0 ? TextColumn.Absent : Preferences[^1].Code;

    public static long DayOf(long time) => time / MicrosecondsPerDay;

    public void Clear()
    {
        _all.Clear();
        _lastDay.Clear();
        Preferences.Clear();
    }

    /// <summary>Adds events of one kind that follow each other on one day.</summary>
    /// <param name="time">The first of them.</param>
    /// <param name="code">The kind.</param>
    /// <param name="events">How many.</param>
    public void Add(long time, int code, long events)
    {
        Begin(time, code);
        Count(_all, code, events);
        Count(_lastDay, code, events);
    }

    /// <summary>Begins a later time, whose first event is of a kind: a day that is over is closed.</summary>
    public void Begin(long time, int code)
    {
        if (Preferences.Count == 0)
        {
            Preferences.Add((time, code));
        }
        else if (DayOf(time) > _day)
        {
            Prefer(time, Winner(_lastDay));
            _lastDay.Clear();
        }

        _day = DayOf(time);
    }

    /// <summary>Adds a preference of a later time.</summary>
    public void Prefer(long time, int code)
    {
        if (Preferences.Count == 1 || Preferences[^1].Code != code)
        {
            Preferences.Add((time, code));
        }
    }

    /// <summary>Adds sums of a later time.</summary>
    public void AddAll(int code, long events) => Count(_all, code, events);

    /// <summary>Says which day is the last one, whose sums follow; those of another day are forgotten.</summary>
    public void BeginLastDay(long day)
    {
        if (day != _day)
        {
            _lastDay.Clear();
            _day = day;
        }
    }

    /// <summary>Adds sums of the last day.</summary>
    public void AddLastDay(int code, long events) => Count(_lastDay, code, events);

    /// <summary>The last day.</summary>
    public long Day => _day;

    private int Winner(List<(int Code, long Events)> counts)
    {
        var best = counts[0];
        foreach (var other in counts)
        {
            if (other.Events > best.Events || (other.Events == best.Events && texts[other.Code].SequenceCompareTo(texts[best.Code]) < 0))
            {
                best = other;
            }
        }

        return best.Code;
    }

    private static void Count(List<(int Code, long Events)> counts, int code, long events)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i].Code == code)
            {
                counts[i] = (code, counts[i].Events + events);
                return;
            }
        }

        counts.Add((code, events));
    }
}
