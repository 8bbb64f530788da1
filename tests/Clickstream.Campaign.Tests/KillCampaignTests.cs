using System.Globalization;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests;

/// <summary>
/// Kill -9 of everything, at random, from a seed. The short version runs with the everyday tests;
/// CLICKSTREAM_CAMPAIGN=long kills at least 50 times.
/// </summary>
public sealed class KillCampaignTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    [Fact]
    public async Task Whatever_is_killed_when_the_totals_minutes_alerts_and_rows_equal_the_oracle()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("CLICKSTREAM_SEED") ?? "20261122", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}");
        using var folder = new DataFolder();
        await ClickstreamProcess.RunAsync(
            0, "generate", "--to", "raw", "--events", IsLong ? "1500000" : "250000", "--hours", "6", "--seed", "7", "--data", folder.Path, "--json");

        var kills = await KillAsync(folder.Path, new Random(seed), IsLong ? 54 : 9);

        output.WriteLine(string.Join(", ", kills.Select(kill => $"{kill.Key} killed {kill.Value} times")));
        await SettleAsync(folder.Path);
        await Expectations.HoldAsync(folder.Path, 7);
    }

    [Fact]
    public async Task Three_processes_that_share_a_folder_reconcile_after_each_was_killed_once()
    {
        const string seed = "11";
        using var folder = new DataFolder();
        string[] generate = ["generate", "--to", "stream", "--events", "150000", "--hours", "3", "--rate", "60000", "--seed", seed, "--data", folder.Path];
        string[] stream = ["stream", "--alert-replays", "--port", "0", "--data", folder.Path];
        string[] compact = ["compact", "--watch", "--interval", "1", "--data", folder.Path];
        var random = new Random(3);
        foreach (var victim in new[] { generate, stream, compact })
        {
            using var producer = ClickstreamProcess.Start(generate);
            using var worker = ClickstreamProcess.Start(stream);
            using var compactor = ClickstreamProcess.Start(compact);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(900, 1800)), TimeProvider.System);
            (victim == generate ? producer : victim == stream ? worker : compactor).Kill();
        }

        await ClickstreamProcess.RunAsync(0, [.. generate, "--json"]);
        await ClickstreamProcess.RunAsync(0, "stream", "--until-idle", "--alert-replays", "--port", "0", "--data", folder.Path, "--json");
        await ClickstreamProcess.RunAsync(0, "compact", "--once", "--data", folder.Path, "--json");
        await Expectations.HoldAsync(folder.Path, 11);
    }

    private static async Task<SortedDictionary<string, int>> KillAsync(string data, Random random, int kills)
    {
        var roles = new Dictionary<string, string[]>
        {
            ["replay"] = ["replay", "--speed", IsLong ? "450" : "1000", "--data", data],
            ["stream"] = ["stream", "--alert-replays", "--port", "0", "--data", data],
            ["second stream"] = ["stream", "--alert-replays", "--port", "0", "--data", data],
            ["compact"] = ["compact", "--watch", "--interval", "1", "--data", data],
        };
        var counts = new SortedDictionary<string, int>();
        var running = roles.ToDictionary(role => role.Key, role => ClickstreamProcess.Start(role.Value));
        try
        {
            for (var i = 0; i < kills; i++)
            {
                // Not a wait for something: the random moment of the kill.
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(150, 1500)), TimeProvider.System);
                var victim = roles.Keys.Order().ElementAt(random.Next(roles.Count));
                running[victim].Dispose();
                counts[victim] = counts.GetValueOrDefault(victim) + 1;
                running[victim] = ClickstreamProcess.Start(roles[victim]);
            }
        }
        finally
        {
            foreach (var process in running.Values)
            {
                process.Dispose();
            }
        }

        return counts;
    }

    private static async Task SettleAsync(string data)
    {
        await ClickstreamProcess.RunAsync(0, "replay", "--speed", "max", "--data", data, "--json");
        await ClickstreamProcess.RunAsync(0, "stream", "--until-idle", "--alert-replays", "--port", "0", "--data", data, "--json");
        await ClickstreamProcess.RunAsync(0, "compact", "--once", "--data", data, "--json");
    }
}
