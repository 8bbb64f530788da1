using System.Globalization;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Costs;

/// <summary>The estimate of <c>clickstream cost</c> at a measured rate, for the live page.</summary>
internal static class LiveCostMeter
{
    private const int MaxPeak = 1000; // What the model takes.

    /// <summary>A month at a rate.</summary>
    public static LiveCost Estimate(LiveRate rate)
    {
        var options = new CostOptions
        {
            EventsPerDay = Math.Max(1, rate.EventsPerSecond * 86_400),
            Peak = Math.Clamp(rate.Peak, 1, MaxPeak),
            Purchases = Math.Clamp(rate.PurchaseShare, 0, 1),
        };
        var prices = PriceList.Own();
        var model = new CostModel(options, prices);
        return new LiveCost(
            [.. model.Lines().Select(line => new LiveCostLine(line.Part, line.Quantity, line.Dollars))],
            (long)model.Shards,
            [
                Text($"An event has {options.EventBytes:N0} bytes."),
                Text($"A worker always runs on a provisioned stream that keeps records for {options.RetentionHours:N0} hours."),
                Text($"Tables are kept for {options.Months:N0} months; {options.QueriesPerDay:N0} queries a day each read one day."),
                "The rate of the last hour lasts all month. 'clickstream cost' takes other assumptions.",
            ],
            prices.Region,
            prices.Date,
            prices.Source);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
