using System.Globalization;
using System.Text.Json;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Compares what is in an emulated account with the oracle that the generator wrote into it.</summary>
internal static class AwsExpectations
{
    /// <summary>Reads and compacts what is left, reconciles, then compares totals, minutes and alerts.</summary>
    public static async Task HoldAsync(EmulatedAccount account, AlertQueue alerts, int seed)
    {
        await ClickstreamProcess.RunAsync(0, ["stream", "--until-idle", "--port", "0", "--json", .. account.Options]);
        await ClickstreamProcess.RunAsync(0, ["compact", "--once", "--json", .. account.Options]);
        var report = await ClickstreamProcess.RunAsync(0, ["reconcile", "--json", .. account.Options]);
        using var lake = new LakeCopy(account.Moto, account.Bucket);
        var oracle = JsonDocument.Parse(await lake.GetAsync(string.Create(CultureInfo.InvariantCulture, $"oracle/seed-{seed}.json"))).RootElement;
        Expectations.TotalsHold(oracle, report);

        // The same files answer on one machine.
        using var copy = new DataFolder();
        await lake.CopyAsync("curated/", copy.Path);
        await Expectations.MinutesHoldAsync(copy.Path, oracle);

        Assert.Empty(await lake.ListAsync("alerts/dead-letter/"));
        var orders = await alerts.TakeOrdersAsync();
        Assert.Equal(orders.Distinct().Count(), orders.Count);
        Assert.Equal(oracle.GetProperty("alerts").GetInt32(), orders.Count);
    }
}
