using System.Text;
using Clickstream.Compactor.Reconcile;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Compactor.Tests.Reconcile;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Backfill;

public sealed class BackfillTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, IsLong ? 300 : 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Raw_files_of_any_form_give_what_a_simple_recount_gives(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 150);
        var damaged = RawFiles.Put(lake, random, inputs, 3);
        var options = RawFiles.From(lake) with { TargetFileSize = random.Next(2) == 0 ? 500 : 1 << 20 };
        var result = await lake.CompactAsync(options);
        Assert.True(result.Succeeded, Errors(result));
        Assert.Equal((inputs.Count + damaged, damaged), (result.Backfill!.Read, result.Backfill.Quarantined));
        await Recount.AssertEqualAsync(lake, inputs);
        await AssertReconciledAsync(lake, inputs.Count + damaged);

        var changes = lake.Store.Changes;
        result = await lake.CompactAsync(options);
        Assert.Empty(result.Parts);
        Assert.Equal(0, result.Backfill!.Read);
        Assert.Equal(changes, lake.Store.Changes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_death_at_any_step_the_next_run_counts_every_input_once(bool isDone)
    {
        for (var crashAt = 1; ; crashAt += IsLong ? 1 : 3)
        {
            var (random, lake) = (new Random(crashAt), new TestLake());
            var inputs = RandomTraffic.Make(random, 60);
            var damaged = RawFiles.Put(lake, random, inputs, 2);
            var crashing = new CrashingStore(lake.Store, crashAt, isDone);
            await RunUntilDeathAsync(lake, crashing);
            if (!crashing.HasCrashed)
            {
                Assert.True(crashAt > 14, $"Only {crashAt} steps were tried.");
                return;
            }

            var result = await lake.CompactAsync(RawFiles.From(lake));
            Assert.True(result.Succeeded, Errors(result));
            await Recount.AssertEqualAsync(lake, inputs);
            await AssertReconciledAsync(lake, inputs.Count + damaged);
        }
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task What_the_stream_delivered_is_not_doubled_nor_the_other_way_round(bool isStreamFirst, int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 150);
        var replayed = inputs.Where(_ => random.Next(2) == 0).ToArray();
        RawFiles.Put(lake, random, replayed, 2);
        for (var step = 0; step < 2; step++)
        {
            if (isStreamFirst == (step == 0))
            {
                FlushAll(lake, inputs);
                Assert.True((await lake.CompactAsync(new CompactOptions { TargetFileSize = random.Next(300, 3000) })).Succeeded);
            }
            else
            {
                Assert.True((await lake.CompactAsync(RawFiles.From(lake))).Succeeded);
            }
        }

        await Recount.AssertEqualAsync(lake, [.. inputs, .. replayed]);
        foreach (var hour in inputs.Select(input => input.Hour).Distinct())
        {
            Assert.Equal(inputs.Count(input => input.Hour == hour) + replayed.Count(input => input.Hour == hour), lake.Manifest(hour).Landed);
            Assert.Equal(replayed.Count(input => input.Hour == hour), lake.Manifest(hour).Raw.Sum(raw => raw.Inputs));
        }
    }

    [Fact]
    public async Task Two_backfills_at_once_count_each_input_once()
    {
        for (var seed = 1; seed <= (IsLong ? 60 : 6); seed++)
        {
            var (random, lake) = (new Random(seed), new TestLake());
            var inputs = RandomTraffic.Make(random, 100);
            var damaged = RawFiles.Put(lake, random, inputs, 2);
            var results = await Task.WhenAll(lake.CompactAsync(RawFiles.From(lake)), lake.CompactAsync(RawFiles.From(lake)));
            Assert.All(results, result => Assert.True(result.Succeeded, $"seed {seed}: {Errors(result)}"));
            await Recount.AssertEqualAsync(lake, inputs);
            await AssertReconciledAsync(lake, inputs.Count + damaged);
        }
    }

    [Fact]
    public async Task Files_that_are_no_raw_files_by_their_names_are_told()
    {
        var lake = new TestLake();
        string[] others = ["2026/03/01/9/a.json", "2026/03/01/09/a.jsonl", "a.json"];
        foreach (var name in others.Append("2026/03/01/09/_SUCCESS").Append("2026/03/01/09/.hidden"))
        {
            lake.Store[$"{LakeLayout.Raw}{name}"] = "{}"u8.ToArray();
        }

        var result = await lake.CompactAsync(RawFiles.From(lake));
        Assert.Equal(others.Select(name => $"{LakeLayout.Raw}{name}").Order(StringComparer.Ordinal), result.Backfill!.PassedOver.Order(StringComparer.Ordinal));
        Assert.Equal(0, result.Backfill.Read);
    }

    [Fact]
    public async Task A_raw_file_that_vanished_is_named_and_the_others_are_taken_in()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(7), 60);
        var folder = $"{LakeLayout.Raw}{TestLake.FirstHour.Path}/";
        lake.Store[$"{folder}good.json"] = Lines(inputs);
        lake.Store[$"{folder}lost.json"] = Lines(inputs);
        var result = await lake.CompactAsync(RawFiles.From(lake) with { Raw = new(new VanishingStore(lake.Store, $"{folder}lost.json"), LakeLayout.Raw) });
        var failed = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Contains($"{folder}lost.json is gone since it was listed", failed.Error, StringComparison.Ordinal);
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_raw_file_whose_stream_breaks_in_any_way_is_named_and_the_others_are_taken_in(bool isCut)
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(8), 60);
        var folder = $"{LakeLayout.Raw}{TestLake.FirstHour.Path}/";
        lake.Store[$"{folder}good.json"] = Lines(inputs);
        lake.Store[$"{folder}bad.json"] = Lines(inputs);
        var breaking = new BreakingStore(lake.Store, $"{folder}bad.json", new InvalidDataException("The checksum is another."));
        var result = await lake.CompactAsync(RawFiles.From(lake) with { Raw = new(breaking, LakeLayout.Raw), RawChunkBytes = isCut ? 700 : 1 << 20 });
        var failed = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Contains($"{folder}bad.json cannot be read: The checksum is another.", failed.Error, StringComparison.Ordinal);
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task A_compressed_raw_file_that_is_cut_off_loses_what_is_cut_to_the_quarantine()
    {
        var lake = new TestLake();
        var inputs = Enumerable.Range(0, 2_000).Select(number => new TestInput("s", number, 0, $"c{number}", TestLake.FirstHour.Start.Microseconds + number)).ToArray();
        lake.Store[$"{LakeLayout.Raw}{TestLake.FirstHour.Path}/a.json.gz"] = TestLake.Compress(Lines(inputs))[..^400];
        var result = await lake.CompactAsync(RawFiles.From(lake));
        Assert.Equal(1, result.Backfill!.Quarantined);
        Assert.InRange(lake.Manifest(TestLake.FirstHour).Accepted, 100, 1_999);
        await AssertReconciledAsync(lake, result.Backfill.Read);
    }

    [Fact]
    public async Task Events_far_from_their_folder_go_to_their_own_hours()
    {
        var lake = new TestLake();
        var inputs = Enumerable.Range(0, 200).Select(
            number => new TestInput("s", number, 0, $"c{number}", new Hour(TestLake.FirstHour.Number + (number % 40)).Start.Microseconds + number)).ToArray();
        for (var folder = 0; folder < 4; folder++)
        {
            lake.Store[$"{LakeLayout.Raw}{new Hour(TestLake.FirstHour.Number + (folder * 5)).Path}/a.json"] = Lines(inputs[(folder * 50)..((folder + 1) * 50)]);
        }

        Assert.True((await lake.CompactAsync(RawFiles.From(lake) with { MaxMemory = 1 << 20 })).Succeeded);
        await Recount.AssertEqualAsync(lake, inputs);
        await AssertReconciledAsync(lake, inputs.Length);
    }

    [Fact]
    public async Task A_tampered_ledger_of_a_raw_object_is_found()
    {
        var lake = new TestLake();
        lake.Store[$"{LakeLayout.Raw}{TestLake.FirstHour.Path}/a.json"] = Lines(RandomTraffic.Make(new Random(1), 20));
        await lake.CompactAsync(RawFiles.From(lake));
        await lake.Store.DeleteAsync(new ObjectKey(lake.Store.Keys(LakeLayout.RawLedgers).Single()), CancellationToken.None);
        var result = await new Reconciler(lake.Store, new FixedLeases([]), lake.Time).ReconcileAsync(CancellationToken.None);
        Assert.Contains(result.Checks, check => check is { Name: "raw", Holds: false });
    }

    private static byte[] Lines(IEnumerable<TestInput> inputs) =>
        Encoding.UTF8.GetBytes(string.Join('\n', inputs.Select(input => Encoding.UTF8.GetString(input.ToJson()))));

    private static void FlushAll(TestLake lake, IEnumerable<TestInput> inputs)
    {
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), 0, 10_000);
        }
    }

    private static async Task RunUntilDeathAsync(TestLake lake, CrashingStore crashing)
    {
        try
        {
            await lake.CompactAsync(RawFiles.From(lake) with { Parallelism = 1 }, crashing);
        }
        catch (IOException) when (crashing.HasCrashed)
        {
            // It died between two parts.
        }
    }

    private static string Errors(CompactResult result) => string.Join("; ", result.Parts.Select(part => part.Error));

    private static async Task AssertReconciledAsync(TestLake lake, long read)
    {
        var result = await new Reconciler(lake.Store, new FixedLeases([]), lake.Time).ReconcileAsync(CancellationToken.None);
        Assert.True(result.Reconciled, ReconcileTable.Render(result));
        Assert.Equal(read, result.Totals.Read);
    }
}
