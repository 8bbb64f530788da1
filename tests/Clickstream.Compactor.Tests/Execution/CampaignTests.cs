using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class CampaignTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    // Each bucket writes files of its own, which takes longer than all else here.
    public static TheoryData<int> FewSeeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long" ? 200 : 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Batches_that_are_repeated_overlap_and_come_late_give_what_a_simple_recount_gives(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 150);
        await FlushAllAsync(random, lake, inputs, () => lake.CompactAsync());
        var result = await lake.CompactAsync();
        Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error)));
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Theory]
    [MemberData(nameof(FewSeeds))]
    public async Task Buckets_of_any_number_give_what_a_simple_recount_gives(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 150);
        CompactOptions Options() => new() { Parallelism = 2, TargetFileSize = random.Next(200, 5_000) };
        await FlushAllAsync(random, lake, inputs, () => lake.CompactAsync(Options()));
        var result = await lake.CompactAsync(Options());
        Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error)));
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_files_do_not_depend_on_when_it_was_compacted(int seed)
    {
        var (often, once) = (new TestLake(), new TestLake());
        var inputs = RandomTraffic.Make(new Random(seed), 200);
        var random = new Random(seed);
        await FlushAllAsync(random, often, inputs, () => often.CompactAsync());
        await often.CompactAsync();
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            once.Flush(inputs, shard, 0, 10_000);
        }

        await once.CompactAsync();
        foreach (var hour in inputs.Select(input => input.Hour).Distinct())
        {
            Assert.Equal(once.Manifest(hour).Files.Select(file => file.Sha256), often.Manifest(hour).Files.Select(file => file.Sha256));
        }

        Assert.Equal(await DimensionsOfAsync(once), await DimensionsOfAsync(often));
    }

    [Fact]
    public async Task Two_compactors_at_once_publish_each_input_once()
    {
        for (var seed = 1; seed <= 15; seed++)
        {
            var (random, lake) = (new Random(seed), new TestLake());
            var inputs = RandomTraffic.Make(random, 150);
            await FlushAllAsync(random, lake, inputs, () => Task.WhenAll(lake.CompactAsync(), lake.CompactAsync()));
            var results = await Task.WhenAll(lake.CompactAsync(), lake.CompactAsync(), lake.CompactAsync());
            Assert.All(results, result => Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error))));
            await Recount.AssertEqualAsync(lake, inputs);
        }
    }

    private static async Task<IEnumerable<string>> DimensionsOfAsync(TestLake lake) =>
        (await PublishedLake.ReadAsync(lake.Store, CancellationToken.None)).Dimensions!.Files.Select(file => file.Sha256);

    // A worker that is killed between its flush and its checkpoint reads from the checkpoint again, and flushes with other boundaries.
    private static async Task FlushAllAsync(Random random, TestLake lake, List<TestInput> inputs, Func<Task> compact)
    {
        var last = inputs.Max(input => input.Sequence);
        var checkpoints = Enumerable.Repeat(99L, RandomTraffic.Shards).ToArray();
        while (checkpoints.Any(checkpoint => checkpoint < last))
        {
            var shard = random.Next(RandomTraffic.Shards);
            var through = Math.Min(last, checkpoints[shard] + random.Next(1, 12));
            if (checkpoints[shard] < last)
            {
                lake.Flush(inputs, RandomTraffic.Shard(shard), checkpoints[shard] + 1, through);
                checkpoints[shard] = random.Next(3) == 0 ? checkpoints[shard] : through;
            }

            if (random.Next(4) == 0)
            {
                await compact();
            }
        }
    }
}
