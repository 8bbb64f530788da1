using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class CrashTests
{
    private static readonly CompactOptions OneByOne = new() { Parallelism = 1, FirstHour = 0 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_death_at_any_step_the_next_run_gives_what_a_simple_recount_gives(bool isDone)
    {
        var crashes = 0;
        for (var crashAt = 1; ; crashAt++)
        {
            var lake = new TestLake();
            var inputs = RandomTraffic.Make(new Random(crashAt), 60);
            Flush(lake, inputs, 0, 110);
            await lake.CompactAsync(OneByOne);
            Flush(lake, inputs, 105, 10_000);
            var crashing = new CrashingStore(lake.Store, crashAt, isDone);
            await CompactUntilDeathAsync(lake, crashing);
            if (!crashing.HasCrashed)
            {
                break;
            }

            crashes++;
            await lake.CompactAsync(OneByOne);
            await Recount.AssertEqualAsync(lake, inputs);
            await AssertGarbageGoesAsync(lake);
        }

        Assert.True(crashes >= 8, $"Only {crashes} steps were tried.");
    }

    [Fact]
    public async Task A_version_is_kept_for_the_grace_period_after_it_was_replaced()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(5), 60);
        Flush(lake, inputs, 0, 110);
        await lake.CompactAsync();
        lake.Time.Advance(TimeSpan.FromDays(2));
        var before = lake.Store.Keys(LakeLayout.FactClicks);
        Flush(lake, inputs, 111, 10_000);
        await lake.CompactAsync();
        Assert.Subset(lake.Store.Keys(LakeLayout.FactClicks).ToHashSet(), before.ToHashSet());
        lake.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, (await lake.CompactAsync()).Removed);
        await AssertGarbageGoesAsync(lake);
    }

    [Fact]
    public async Task A_version_that_takes_longer_than_half_the_grace_period_is_given_up()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(5), 10);
        Flush(lake, inputs, 0, 10_000);
        lake.Time.AutoAdvanceAmount = TimeSpan.FromMinutes(45);
        var result = await lake.CompactAsync();
        Assert.False(result.Succeeded);
        Assert.Contains("grace period", result.Parts[0].Error, StringComparison.Ordinal);
    }

    private static async Task CompactUntilDeathAsync(TestLake lake, CrashingStore crashing)
    {
        try
        {
            await lake.CompactAsync(OneByOne, crashing);
        }
        catch (IOException) when (crashing.HasCrashed)
        {
            // It died between two parts.
        }
    }

    private static async Task AssertGarbageGoesAsync(TestLake lake)
    {
        lake.Time.Advance(TimeSpan.FromHours(2));
        await lake.CompactAsync();
        var published = await PublishedLake.ReadAsync(lake.Store, CancellationToken.None);
        var named = published.Facts.SelectMany(manifest => manifest.AllFiles)
            .Concat(published.Dimensions!.Files)
            .Concat(published.Dimensions.Sums.Values.Select(sum => sum.File))
            .Select(file => file.Key)
            .ToHashSet();
        Assert.Equal(named, lake.Store.Keys("curated/").Where(key => !key.EndsWith("manifest.json", StringComparison.Ordinal)).ToHashSet());
    }

    private static void Flush(TestLake lake, List<TestInput> inputs, long first, long last)
    {
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), first, last);
        }
    }
}
