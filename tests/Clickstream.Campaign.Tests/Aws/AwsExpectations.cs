using System.Globalization;
using System.Text.Json;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Compares what is in an emulated account with the oracle that the generator wrote into it.</summary>
internal static class AwsExpectations
{
    /// <summary>Reads and compacts what is left, reconciles, then compares totals, minutes and alerts.</summary>
    public static async Task HoldAsync(EmulatedAccount account, AlertSubscriber alerts, int seed)
    {
        await ClickstreamProcess.RunAsync(0, ["stream", "--until-idle", "--alert-replays", "--port", "0", "--json", .. account.Options]);
        await ClickstreamProcess.RunAsync(0, ["compact", "--once", "--json", .. account.Options]);
        var report = await ClickstreamProcess.RunAsync(0, ["reconcile", "--json", .. account.Options]);
        using var lake = new LakeCopy(account.Moto, account.Bucket);
        var oracle = JsonDocument.Parse(await lake.GetAsync(string.Create(CultureInfo.InvariantCulture, $"oracle/seed-{seed}.json"))).RootElement;
        Expectations.TotalsHold(oracle, report);

        // The same files answer on one machine.
        using var copy = new DataFolder();
        await lake.CopyAsync("curated/", copy.Path);
        await Expectations.MinutesHoldAsync(copy.Path, oracle);

        await AlertsHoldAsync(lake, alerts, oracle.GetProperty("alerts").GetInt32());
    }

    /// <summary>
    /// Each order has one alert. A standard topic may get its message again, when a worker died or a connection broke before anybody knew that it was taken:
    /// it has the same id, and a FIFO topic drops it (tested with the channel).
    /// </summary>
    private static async Task AlertsHoldAsync(LakeCopy lake, AlertSubscriber alerts, int expected)
    {
        Assert.Empty(await lake.ListAsync("alerts/dead-letter/"));
        Assert.Equal(expected, (await lake.ListAsync("alerts/purchases/")).Count);
        Assert.Equal(expected, alerts.Messages.Select(message => message.Order).Distinct().Count());
        Assert.Equal(expected, alerts.Messages.Select(message => message.Id).Distinct().Count());
    }
}
