using System.Text.Json;
using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Engagement;

/// <summary><c>/api/minutes</c>: engagement by minute.</summary>
internal sealed class MinutesApi(MinuteBook book)
{
    private const int MaxMinutes = 7 * Day;
    private const int Day = 24 * 60;

    private readonly AnswerCache _answers = new();

    public Task HandleAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query);
        var (length, end) = (query.Number("minutes", 15, MaxMinutes, 60), query.Number("to", MaxMinutes * 2, int.MaxValue));
        var (filter, compare) = (query.Filter(), query.Values("compare"));
        if (compare.Any(name => name is not ("day" or "week")))
        {
            query.Refuse("'compare' is day or week, or both.");
        }

        if (query.Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        var question = JsonSerializer.Serialize(
            [$"{length}", $"{end}", .. compare, "|d", .. filter.Devices, "|c", .. filter.Countries, "|t", .. filter.Types], ApiJson.Default.StringArray);
        var answer = _answers.Get(
            question,
            book.Revision,
            () => JsonSerializer.SerializeToUtf8Bytes(Describe(length, end, filter, compare), ApiJson.Default.MinutesDocument));
        return ApiAnswer.WriteAsync(context, answer);
    }

    private MinutesDocument Describe(int length, int? end, CellFilterNames filter, IReadOnlyList<string> compare)
    {
        var selection = book.Select(length, end, filter);
        var series = SeriesOf(selection, filter);
        return new MinutesDocument
        {
            Revision = selection.Revision,
            From = selection.From,
            To = selection.To,
            Newest = selection.Newest,
            KnownFrom = selection.KnownFrom,
            CellsFrom = selection.CellsFrom,
            Filters = new FiltersDocument(filter.Devices, filter.Countries, filter.Types),
            Series = series,
            Totals = Series.Sum(series),
            Compare = [.. compare.Select(name => Earlier(name, selection, filter))],
        };
    }

    private ComparisonDocument Earlier(string name, MinuteSelection selection, CellFilterNames filter)
    {
        var offset = name == "day" ? Day : 7 * Day;
        var earlier = book.Select(selection.To - selection.From, selection.To - offset, filter);
        return new ComparisonDocument(name, offset, SeriesOf(earlier, filter));
    }

    private static SeriesDocument SeriesOf(MinuteSelection selection, CellFilterNames filter) =>
        filter.IsEmpty ? Series.Whole(selection) : Series.Filtered(selection);
}
