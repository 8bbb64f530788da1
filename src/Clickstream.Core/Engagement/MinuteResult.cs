using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Engagement;

/// <summary>
/// The engagement of one minute of event time: of one partial of one shard as the worker writes it, or of all together after <see
/// cref="Merge"/>.
/// A later result with the same minute, shard and partial replaces an earlier one; different partials and shards are summed.
/// Immutable by convention: nobody changes the sketches of a result.
/// </summary>
public sealed record MinuteResult
{
    /// <summary>The shard of a merged result.</summary>
    public static ShardId AllShards { get; } = new("*");

    /// <summary>The minute of event time.</summary>
    public required Minute Minute { get; init; }

    /// <summary>The shard that counted; <see cref="AllShards"/> if merged.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Identity of the partial: the position (<c>sequence:sub:item</c>) of the event that opened it; empty if merged.</summary>
    public required string Partial { get; init; }

    /// <summary>
    /// The sequence number up to which the counts are exact; empty if merged. Of two results of a partial, the one with the greater number
    /// holds.
    /// </summary>
    public required string Through { get; init; }

    /// <summary>How settled the counts are.</summary>
    public required MinuteState State { get; init; }

    /// <summary>Accepted events: valid, neither duplicate nor redelivered.</summary>
    public required long Events { get; init; }

    /// <summary>Those of <see cref="Events"/> that came after the minute was final.</summary>
    public required long Late { get; init; }

    /// <summary>Duplicates, which count nowhere else.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Distinct orders of the purchases; an order counts in the minute of the first of its events to arrive.</summary>
    public required long Orders { get; init; }

    /// <summary>Events and revenue by type, device and country; only cells that are not empty.</summary>
    public required IReadOnlyList<EngagementCell> Cells { get; init; }

    /// <summary>Distinct users (by user id, else by anonymous id).</summary>
    public required HyperLogLog Users { get; init; }

    /// <summary>Distinct sessions.</summary>
    public required HyperLogLog Sessions { get; init; }

    /// <summary>Most frequent pages (URL without query and fragment).</summary>
    public required TopItems TopPages { get; init; }

    /// <summary>Most frequent products.</summary>
    public required TopItems TopProducts { get; init; }

    /// <summary>Events by type. Computed at each call, as are the other breakdowns.</summary>
    public IReadOnlyDictionary<string, long> ByType => EventsBy(cell => cell.Type);

    /// <summary>Events by device.</summary>
    public IReadOnlyDictionary<string, long> ByDevice => EventsBy(cell => cell.Device);

    /// <summary>Events by country.</summary>
    public IReadOnlyDictionary<string, long> ByCountry => EventsBy(cell => cell.Country);

    /// <summary>Revenue by currency (empty text if the events name none).</summary>
    public IReadOnlyDictionary<string, decimal> Revenue => Sum(Cells.SelectMany(cell => cell.Revenue));

    /// <summary>Orders per session; 0 without sessions.</summary>
    public double Conversion => Sessions.Estimate() is > 0 and var sessions ? (double)Orders / sessions : 0;

    /// <summary>The result of all partials and shards of one minute together; each partial must be given once.</summary>
    /// <exception cref="ArgumentException">There are no results, or they are of several minutes.</exception>
    public static MinuteResult Merge(IReadOnlyCollection<MinuteResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Select(result => result.Minute).Distinct().Count() != 1)
        {
            throw new ArgumentException("Results of exactly one minute can be merged.", nameof(results));
        }

        var (users, sessions) = (new HyperLogLog(), new HyperLogLog());
        foreach (var result in results)
        {
            users.UnionWith(result.Users);
            sessions.UnionWith(result.Sessions);
        }

        return new MinuteResult
        {
            Minute = results.First().Minute,
            Shard = AllShards,
            Partial = string.Empty,
            Through = string.Empty,
            State = MergeStates(results),
            Events = results.Sum(result => result.Events),
            Late = results.Sum(result => result.Late),
            Duplicates = results.Sum(result => result.Duplicates),
            Orders = results.Sum(result => result.Orders),
            Cells = MergeCells(results.SelectMany(result => result.Cells)),
            Users = users,
            Sessions = sessions,
            TopPages = TopItems.Merge([.. results.Select(result => result.TopPages)]),
            TopProducts = TopItems.Merge([.. results.Select(result => result.TopProducts)]),
        };
    }

    private static MinuteState MergeStates(IReadOnlyCollection<MinuteResult> results) =>
        results.Any(result => result.State == MinuteState.Early) ? MinuteState.Early : results.Max(result => result.State);

    private static EngagementCell[] MergeCells(IEnumerable<EngagementCell> cells) =>
    [
        .. cells
            .GroupBy(cell => (cell.Type, cell.Device, cell.Country))
            .Select(group => new EngagementCell(
                group.Key.Type,
                group.Key.Device,
                group.Key.Country,
                group.Sum(cell => cell.Events),
                Sum(group.SelectMany(cell => cell.Revenue))))
            .OrderBy(cell => cell.Type, StringComparer.Ordinal)
            .ThenBy(cell => cell.Device, StringComparer.Ordinal)
            .ThenBy(cell => cell.Country, StringComparer.Ordinal),
    ];

    private static IReadOnlyDictionary<string, decimal> Sum(IEnumerable<KeyValuePair<string, decimal>> amounts)
    {
        SortedDictionary<string, decimal>? sums = null;
        foreach (var (currency, amount) in amounts)
        {
            sums ??= new SortedDictionary<string, decimal>(StringComparer.Ordinal);
            sums[currency] = sums.GetValueOrDefault(currency) + amount;
        }

        return sums ?? EngagementCell.NoRevenue;
    }

    private SortedDictionary<string, long> EventsBy(Func<EngagementCell, string> key)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var cell in Cells)
        {
            sums[key(cell)] = sums.GetValueOrDefault(key(cell)) + cell.Events;
        }

        return sums;
    }
}
