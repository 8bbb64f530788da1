using System.Runtime.InteropServices;
using Clickstream.Core.Engagement;
using Clickstream.Core.Sketches;
using Clickstream.Core.Time;
using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>Sums over the newest minutes.</summary>
internal static class RecentMinutes
{
    /// <summary>The longer of the two windows of active users, in minutes.</summary>
    public const int ActiveWindow = 30;

    private const int ActiveMinutes = 5;
    private const int BreakdownMinutes = 60;
    private const int Rows = 10; // The page shows eight of them.

    /// <summary>The last five minutes.</summary>
    public static LiveRecent Recent(EngagementTable table, Minute newest)
    {
        var rows = RowsOf(table, newest, ActiveMinutes);
        var sessions = Sessions(rows);
        var orders = rows.Sum(row => row.Orders);
        return new LiveRecent
        {
            From = new Minute(newest.Number - ActiveMinutes + 1).ToString(),
            To = new Minute(newest.Number + 1).ToString(),
            ActiveUsers = Users(rows),
            ActiveSessions = sessions,
            Events = rows.Sum(row => row.Events),
            Orders = orders,
            Revenue = Money.Sum(rows.Select(row => row.Revenue)),
            Conversion = sessions > 0 ? (double)orders / sessions : null,
        };
    }

    /// <summary>The last hour.</summary>
    public static LiveBreakdown Breakdown(EngagementTable table, Minute newest)
    {
        var rows = RowsOf(table, newest, BreakdownMinutes);
        return new LiveBreakdown
        {
            From = new Minute(newest.Number - BreakdownMinutes + 1).ToString(),
            To = new Minute(newest.Number + 1).ToString(),
            Types = Top(rows, cell => cell.Type),
            Devices = Top(rows, cell => cell.Device),
            Countries = Top(rows, cell => cell.Country),
            Pages = Top(rows.Select(row => row.TopPages), PageName),
            Products = Top(rows.Select(row => row.TopProducts), name => name),
        };
    }

    /// <summary>Distinct users of several rows together.</summary>
    public static long Users(IEnumerable<MinuteResult> rows) => Union(rows.Select(row => row.Users));

    /// <summary>Distinct sessions of several rows together.</summary>
    public static long Sessions(IEnumerable<MinuteResult> rows) => Union(rows.Select(row => row.Sessions));

    /// <summary>The path of a page: what precedes it is the same for all, and what follows it may hold names of persons.</summary>
    public static string PageName(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        start = start < 0 ? 0 : url.IndexOf('/', start + 3);
        if (start < 0)
        {
            return "/";
        }

        var end = url.IndexOfAny(['?', '#'], start);
        return end < 0 ? url[start..] : url[start..end];
    }

    private static List<MinuteResult> RowsOf(EngagementTable table, Minute newest, int minutes) =>
        [.. Enumerable.Range(newest.Number - minutes + 1, minutes).SelectMany(number => table.GetPartials(new Minute(number)))];

    private static long Union(IEnumerable<HyperLogLog> sketches)
    {
        var union = new HyperLogLog();
        foreach (var sketch in sketches)
        {
            union.UnionWith(sketch);
        }

        return union.Estimate();
    }

    private static List<LiveCount> Top(List<MinuteResult> rows, Func<EngagementCell, string> key)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var cell in rows.SelectMany(row => row.Cells))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key(cell), out _) += cell.Events;
        }

        return Top(counts);
    }

    private static List<LiveCount> Top(IEnumerable<TopItems> parts, Func<string, string> name)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in parts.SelectMany(part => part.Items))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, name(item.Name), out _) += item.Count;
        }

        return Top(counts);
    }

    private static List<LiveCount> Top(Dictionary<string, long> counts) =>
    [
        .. counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(Rows)
            .Select(pair => new LiveCount(pair.Key, pair.Value)),
    ];
}
