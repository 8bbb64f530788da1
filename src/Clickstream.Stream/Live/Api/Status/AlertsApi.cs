using System.Globalization;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Status;

/// <summary>The answer of <c>/api/alerts</c>.</summary>
internal sealed record AlertsDocument(long Total, int Kept, IReadOnlyList<string> Rules, IReadOnlyList<LiveAlert> Items, string? Next);

/// <summary><c>/api/alerts</c>: the alerts that are kept, newest first.</summary>
internal sealed class AlertsApi(AlertBook book)
{
    private const int MaxItems = 200;

    public Task HandleAsync(HttpContext context)
    {
        var query = new ApiQuery(context.Request.Query);
        var (rule, severity) = (query.Text("rule"), query.OneOf("severity", "info", "warning", "critical"));
        var (currency, order, least) = (query.Text("currency"), query.Text("order"), query.Amount("min_amount"));
        var (from, to) = (query.Time("from"), query.Time("to"));
        var (before, limit) = (query.Number("before", 0, int.MaxValue) ?? int.MaxValue, query.Number("limit", 1, MaxItems, 50));
        if (query.Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        bool Holds(LiveAlert alert) =>
            (rule is null || alert.Rule == rule)
            && (severity is null || alert.Severity == severity)
            && (currency is null || alert.Amount.Currency == currency)
            && (order is null || alert.Order == order)
            && (least is null || alert.Amount.Amount >= least)
            && (from is null || alert.EventTime >= from)
            && (to is null || alert.EventTime < to);

        // The cursor is the number of an alert in the order in which they became known, so what comes meanwhile moves nothing.
        var (first, kept) = book.Kept();
        var items = new List<LiveAlert>();
        var next = Math.Min(before, first + kept.Count);
        while (next > first && items.Count < limit)
        {
            var alert = kept[(int)(--next - first)];
            if (Holds(alert))
            {
                items.Add(alert);
            }
        }

        var rules = kept.Select(alert => alert.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var cursor = next > first ? next.ToString(CultureInfo.InvariantCulture) : null;
        return ApiAnswer.WriteAsync(context, new AlertsDocument(book.Count, kept.Count, [.. rules], items, cursor), ApiJson.Default.AlertsDocument);
    }
}
