using Clickstream.Stream.Live.View;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api.Cost;

/// <summary>What was measured.</summary>
internal sealed record MeasuredDocument(int Minutes, double EventsPerSecond, double EventsPerDay, double PurchaseShare, double Peak);

/// <summary>A line of the estimate.</summary>
internal sealed record CostLineDocument(string Part, string Quantity, double Usd);

/// <summary>The estimate of a month.</summary>
internal sealed record MonthDocument(double Usd, IReadOnlyList<CostLineDocument> Lines);

/// <summary>Where the prices are from.</summary>
internal sealed record PricesDocument(string Region, string Date, string Source);

/// <summary>The answer of <c>/api/cost</c>.</summary>
internal sealed record CostDocument
{
    public required MeasuredDocument Measured { get; init; }

    public required MonthDocument Month { get; init; }

    public required double UsdPerHour { get; init; }

    public required double? UsdPerMillionEvents { get; init; }

    public required long Shards { get; init; }

    public required IReadOnlyList<string> Assumptions { get; init; }

    public required PricesDocument Prices { get; init; }
}

/// <summary><c>/api/cost</c>: what a month costs at the rate of the last hour.</summary>
internal sealed class CostApi(LiveView view)
{
    private const int Window = 60;
    private const double HoursOfMonth = 730; // As AWS counts it.
    private const double SecondsOfDay = 86_400;

    public Task HandleAsync(HttpContext context)
    {
        if (new ApiQuery(context.Request.Query).Problem is { } problem)
        {
            return ApiAnswer.WriteAsync(context, problem);
        }

        if (view.Sources.Cost is not { } prices)
        {
            return ApiAnswer.WriteAsync(context, ApiProblem.NotFound("This page has no prices."));
        }

        return Measure() is { } rate
            ? ApiAnswer.WriteAsync(context, Describe(rate, prices(rate)), ApiJson.Default.CostDocument)
            : ApiAnswer.WriteAsync(context, ApiProblem.Unavailable("No whole minute of events is known yet; ask again in two minutes."));
    }

    /// <summary>The rate of the last hour without its newest minute, which is not over.</summary>
    private LiveRate? Measure()
    {
        var selection = view.Minutes.Select(Window + 1, null, CellFilterNames.None);
        var minutes = selection.Minutes.SkipLast(1).Skip(Math.Max(0, (selection.KnownFrom ?? selection.To) - selection.From)).ToArray();
        var events = minutes.Sum(minute => minute?.Events ?? 0);
        if (events == 0)
        {
            return null;
        }

        var average = (double)events / minutes.Length;
        return new LiveRate(
            minutes.Length,
            average / 60,
            (double)minutes.Sum(minute => minute?.Purchases ?? 0) / events,
            minutes.Max(minute => minute?.Events ?? 0) / average);
    }

    private static CostDocument Describe(LiveRate rate, LiveCost cost)
    {
        var total = cost.Lines.Sum(line => line.Usd);
        var millions = rate.EventsPerSecond * 3600 * HoursOfMonth / 1e6;
        return new CostDocument
        {
            Measured = new MeasuredDocument(
                rate.Minutes, Math.Round(rate.EventsPerSecond, 3), Math.Round(rate.EventsPerSecond * SecondsOfDay), Math.Round(rate.PurchaseShare, 5), Math.Round(rate.Peak, 2)),
            Month = new MonthDocument(Math.Round(total, 2), [.. cost.Lines.Select(line => new CostLineDocument(line.Part, line.Quantity, Math.Round(line.Usd, 2)))]),
            UsdPerHour = Math.Round(total / HoursOfMonth, 4),
            UsdPerMillionEvents = millions > 0 ? Math.Round(total / millions, 4) : null,
            Shards = cost.Shards,
            Assumptions = cost.Assumptions,
            Prices = new PricesDocument(cost.Region, cost.Date, cost.Source),
        };
    }
}
