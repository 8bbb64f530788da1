using Clickstream.Stream.Live.State;
using Clickstream.Stream.Live.View;

namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary>Turns what the book knows of some minutes into columns. Pure.</summary>
internal static class Series
{
    private static readonly string[] States = ["", "early", "final", "restated"]; // In the order of their numbers.

    /// <summary>The columns of all events.</summary>
    public static SeriesDocument Whole(MinuteSelection selection)
    {
        var minutes = selection.Minutes;
        var revenue = new SortedDictionary<string, decimal?[]>(StringComparer.Ordinal);
        for (var i = 0; i < minutes.Count; i++)
        {
            foreach (var (currency, amount) in minutes[i]?.Revenue ?? [])
            {
                Column(revenue, currency, minutes.Count)[i] = amount;
            }
        }

        return new SeriesDocument
        {
            Events = [.. minutes.Select(minute => (long?)(minute?.Events ?? 0))],
            Late = [.. minutes.Select(minute => minute?.Late ?? 0)],
            Purchases = [.. minutes.Select(minute => (long?)(minute?.Purchases ?? 0))],
            Orders = [.. minutes.Select(minute => minute?.Orders ?? 0)],
            Users = [.. minutes.Select(minute => minute?.Users ?? 0)],
            Sessions = [.. minutes.Select(minute => minute?.Sessions ?? 0)],
            Revenue = [.. revenue.Select(pair => new RevenueColumn(pair.Key, pair.Value))],
            State = StatesOf(minutes),
        };
    }

    /// <summary>The columns of the events that a filter lets through, from the cells.</summary>
    public static SeriesDocument Filtered(MinuteSelection selection)
    {
        var length = selection.Minutes.Count;
        var (events, purchases) = (new long?[length], new long?[length]);
        var revenue = new SortedDictionary<string, decimal?[]>(StringComparer.Ordinal);
        var sums = new CellSums();
        for (var i = 0; i < length; i++)
        {
            if (selection.Cells[i].Contains(null))
            {
                continue; // The minute is known, but not by dimension any more.
            }

            sums.Clear();
            foreach (var cells in selection.Cells[i])
            {
                CellCode.Sum(cells, selection.Filter, sums);
            }

            (events[i], purchases[i]) = (sums.Events, sums.Purchases);
            foreach (var (currency, amount) in sums.Revenue)
            {
                Column(revenue, selection.Names[currency], length)[i] = amount;
            }
        }

        foreach (var amounts in revenue.Values)
        {
            for (var i = 0; i < length; i++)
            {
                amounts[i] = events[i] is null ? null : amounts[i];
            }
        }

        return new SeriesDocument
        {
            Events = events,
            Late = null,
            Purchases = purchases,
            Orders = null,
            Users = null,
            Sessions = null,
            Revenue = [.. revenue.Select(pair => new RevenueColumn(pair.Key, pair.Value))],
            State = StatesOf(selection.Minutes),
        };
    }

    /// <summary>The sums of the columns.</summary>
    public static SumsDocument Sum(SeriesDocument series) => new(
        series.Events.Sum() ?? 0,
        series.Late?.Sum(),
        series.Purchases.Sum() ?? 0,
        series.Orders?.Sum(),
        [.. series.Revenue.Select(column => new LiveMoney(column.Currency, column.Amounts.Sum() ?? 0))]);

    private static int[] StatesOf(IReadOnlyList<LiveMinute?> minutes) => [.. minutes.Select(minute => Array.IndexOf(States, minute?.State ?? string.Empty))];

    private static decimal?[] Column(SortedDictionary<string, decimal?[]> columns, string currency, int length)
    {
        if (!columns.TryGetValue(currency, out var column))
        {
            columns.Add(currency, column = new decimal?[length]);
            Array.Fill(column, 0m);
        }

        return column;
    }
}
