using System.Globalization;
using Clickstream.Campaign.Tests.Faults;
using Clickstream.Emulators;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Workers over an emulated account while everything goes wrong. The short version runs with the everyday tests; CLICKSTREAM_CAMPAIGN=long goes on for minutes.</summary>
public sealed class AwsCampaignTests(ITestOutputHelper output)
{
    private const int Seed = 7;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    /// <summary>Longer than the failover of 3 s and the time until another worker looks.</summary>
    private static readonly TimeSpan LongerThanALease = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Three_workers_are_killed_paused_and_restarted_while_shards_split_and_merge()
    {
        var random = RandomOfRun();
        await using var alerts = await AlertSubscriber.SubscribeAsync(await Emulator.Moto.UrlAsync(), Emulator.UniqueName("alerts"));
        await using var account = await EmulatedAccount.OpenAsync(settings: new Dictionary<string, object> { ["topic"] = alerts.Topic });
        var shards = new ShardChanges(account.Kinesis, account.Bucket);
        string[] work = ["stream", "--alert-replays", "--port", "0", .. account.Options];
        var workers = Enumerable.Range(0, 3).Select(_ => ClickstreamProcess.Start(work)).ToArray();
        try
        {
            var generated = ClickstreamProcess.RunAsync(0, Generate(account, IsLong ? 500_000 : 120_000));
            for (var round = 0; round < (IsLong ? 6 : 1); round++)
            {
                await MomentAsync(random);
                var victim = random.Next(workers.Length);
                workers[victim].Dispose();
                workers[victim] = ClickstreamProcess.Start(work);
                await shards.SplitAsync(random.Next(8));
                var paused = workers[(victim + 1) % workers.Length];
                paused.Pause();
                await Task.Delay(LongerThanALease, TimeProvider.System);
                paused.Continue();
                await shards.MergeAsync(random.Next(7));
            }

            await generated;
            await MomentAsync(random);
            workers[random.Next(workers.Length)].Kill();
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }

        await AwsExpectations.HoldAsync(account, alerts, Seed);
    }

    [Fact]
    public async Task Throttling_errors_dropped_connections_slow_answers_expired_tokens_and_a_wrong_clock_change_no_count()
    {
        var faults = new FaultPlan
        {
            Throttled = 0.04,
            Failed = 0.03,
            DroppedBefore = 0.02,
            DroppedAfter = 0.02,
            Slow = 0.03,
            ClockAhead = TimeSpan.FromMinutes(10),
            TokenLife = TimeSpan.FromSeconds(3),
        };
        await using var alerts = await AlertSubscriber.SubscribeAsync(await Emulator.Moto.UrlAsync(), Emulator.UniqueName("alerts"));
        var settings = new Dictionary<string, object> { ["topic"] = alerts.Topic, ["profile"] = EmulatedProfiles.Expiring };
        await using var account = await EmulatedAccount.OpenAsync(faults, RandomOfRun().Next(), settings, enforceLimits: true);
        using (ClickstreamProcess.Start(["stream", "--alert-replays", "--port", "0", .. account.Options]))
        {
            await ClickstreamProcess.RunAsync(0, Generate(account, IsLong ? 200_000 : 60_000));
        }

        try
        {
            await AwsExpectations.HoldAsync(account, alerts, Seed);
        }
        finally
        {
            foreach (var what in account.Faults)
            {
                output.WriteLine(what);
            }
        }
    }

    private static string[] Generate(EmulatedAccount account, int events) =>
    [
        "generate", "--to", "stream", "--events", events.ToString(CultureInfo.InvariantCulture), "--hours", "2", "--rate", "10000",
        "--seed", Seed.ToString(CultureInfo.InvariantCulture), "--json", .. account.Options,
    ];

    // Not a wait for something: the random moment of what happens next.
    private static Task MomentAsync(Random random) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 2_500)), TimeProvider.System);

    private Random RandomOfRun()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("CLICKSTREAM_SEED") ?? "20261125", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
