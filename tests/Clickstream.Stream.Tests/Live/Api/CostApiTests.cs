using System.Net;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class CostApiTests
{
    [Fact]
    public async Task The_rate_is_that_of_the_whole_minutes_and_the_price_that_of_a_month()
    {
        LiveRate? asked = null;
        await using var host = await LiveHost.StartAsync(null, sources => sources with
        {
            Cost = rate =>
            {
                asked = rate;
                return new LiveCost([new LiveCostLine("stream", "2 shards", 73), new LiveCostLine("lake", "1 GB", 146)], 2, ["An event has 500 bytes."], "eu-west-1", "2026-01-01", "a list");
            },
        });
        await ApiClient.AskAsync(host, "/api/cost", HttpStatusCode.ServiceUnavailable);
        host.Feed.Publish(Rows.Minute(-3, events: 60));
        host.Feed.Publish(Rows.Minute(-1, events: 120)); // The minute between is empty, and counts.
        host.Feed.Publish(Rows.Minute(0, events: 7)); // The newest is not over.

        var cost = await ApiClient.AskAsync(host, "/api/cost");

        Assert.Equal(new LiveRate(3, 1, 4.0 / 180, 2), asked);
        Assert.Equal(219, cost.GetProperty("month").GetProperty("usd").GetDouble());
        Assert.Equal(0.3, cost.GetProperty("usd_per_hour").GetDouble());
        Assert.Equal(86_400, cost.GetProperty("measured").GetProperty("events_per_day").GetDouble());
        Assert.Equal(Math.Round(219 / 2.628, 4), cost.GetProperty("usd_per_million_events").GetDouble());
    }
}
