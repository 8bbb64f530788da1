using System.Text.Json;
using Clickstream.Core.Engagement;
using Clickstream.Core.Sketches;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary><c>/api/now</c>: what happens at the moment.</summary>
internal sealed class NowApi(MinuteBook book)
{
    private const int Rows = 20;

    private readonly AnswerCache _answers = new();

    public Task HandleAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query);
        var (length, filter) = (query.Number("minutes", 1, MinuteBook.HotMinutes, 30), query.Filter());
        if (query.Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        var question = JsonSerializer.Serialize(
            [$"{length}", "|d", .. filter.Devices, "|c", .. filter.Countries, "|t", .. filter.Types], ApiJson.Default.StringArray);
        return ApiAnswer.WriteAsync(
            context,
            _answers.Get(question, book.Revision, () => JsonSerializer.SerializeToUtf8Bytes(Describe(length, filter), ApiJson.Default.NowDocument)));
    }

    private NowDocument Describe(int length, CellFilterNames filter)
    {
        var (selection, rows) = book.Newest(length, filter);
        var sums = new CellSums { IsBrokenDown = true };
        foreach (var cells in selection.Cells.SelectMany(cells => cells).OfType<byte[]>())
        {
            CellCode.Sum(cells, selection.Filter, sums);
        }

        var names = selection.Names;
        var types = sums.Types.ToDictionary(pair => names[pair.Key], pair => pair.Value, StringComparer.Ordinal);
        var ofRange = rows.Where(row => row.Minute.Number >= selection.From).ToList();
        var isKnown = selection.Newest is not null;
        return new NowDocument
        {
            Revision = selection.Revision,
            From = isKnown ? selection.From : null,
            To = isKnown ? selection.To : null,
            Filters = new FiltersDocument(filter.Devices, filter.Countries, filter.Types),
            Events = sums.Events,
            Purchases = sums.Purchases,
            Orders = filter.IsEmpty ? selection.Minutes.Sum(minute => minute?.Orders ?? 0) : null,
            Revenue = Money.List(sums.Revenue.Select(pair => KeyValuePair.Create(names[pair.Key], pair.Value))),
            Active = filter.IsEmpty ? Active(rows, selection.To) : null,
            Funnel = Funnel.Of(types),
            Types = List(types),
            Devices = List(sums.Devices.Select(pair => KeyValuePair.Create(names[pair.Key], pair.Value))),
            Countries = List(sums.Countries.Select(pair => KeyValuePair.Create(names[pair.Key], pair.Value))),
            Pages = filter.IsEmpty ? Top(ofRange.Select(row => row.TopPages), RecentMinutes.PageName) : null,
            Products = filter.IsEmpty ? Top(ofRange.Select(row => row.TopProducts), name => name) : null,
        };
    }

    private static ActiveDocument Active(IReadOnlyList<MinuteResult> rows, int end)
    {
        var (five, thirty) = (rows.Where(row => row.Minute.Number >= end - 5), rows.Where(row => row.Minute.Number >= end - RecentMinutes.ActiveWindow));
        return new ActiveDocument(RecentMinutes.Users(five), RecentMinutes.Sessions(five), RecentMinutes.Users(thirty), RecentMinutes.Sessions(thirty));
    }

    private static TopDocument Top(IEnumerable<TopItems> parts, Func<string, string> name)
    {
        var top = TopItems.Merge([.. parts]);
        var items = top.Items.GroupBy(item => name(item.Name), (shown, same) => KeyValuePair.Create(shown, same.Sum(item => item.Count)));
        return new TopDocument(top.Total, top.MaxError, List(items));
    }

    private static IReadOnlyList<LiveCount> List(IEnumerable<KeyValuePair<string, long>> counts) =>
    [
        .. counts
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(Rows)
            .Select(pair => new LiveCount(pair.Key, pair.Value)),
    ];
}
