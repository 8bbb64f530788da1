using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class VerifyTests
{
    private static readonly CompactOptions Verify = new() { Verify = true, Parallelism = 2 };

    [Theory]
    [InlineData("part-")]
    [InlineData("_")]
    [InlineData("_keys")]
    public async Task What_was_stored_differently_is_found_before_it_is_published(string file)
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(3), 200);
        Flush(lake, inputs);
        var options = Verify with { TargetFileSize = 500 };
        var result = await lake.CompactAsync(options, new LyingStore(lake.Store, $"/{file}"));
        Assert.Contains(result.Parts, part => part.Error?.Contains("so nothing is published", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(lake.Store.Keys(LakeLayout.FactClicks), key => key.EndsWith("manifest.json", StringComparison.Ordinal));

        Assert.True((await lake.CompactAsync(options)).Succeeded);
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task Dimensions_that_were_stored_differently_are_found_before_they_are_published()
    {
        var lake = new TestLake();
        Flush(lake, RandomTraffic.Make(new Random(3), 200));
        var result = await lake.CompactAsync(Verify, new LyingStore(lake.Store, LakeLayout.Dimensions));
        var failed = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Contains("so nothing is published", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(LakeLayout.DimensionsManifest.Value, lake.Store.Keys(LakeLayout.Dimensions));
        Assert.True((await lake.CompactAsync(Verify)).Succeeded);
    }

    [Fact]
    public async Task Without_verify_it_is_found_when_the_file_is_read()
    {
        var lake = new TestLake();
        Flush(lake, RandomTraffic.Make(new Random(3), 50));
        await lake.CompactAsync(null, new LyingStore(lake.Store, "/part-"));
        Flush(lake, [.. RandomTraffic.Make(new Random(4), 50).Select(input => input with { Sequence = input.Sequence + 1000, Click = "b" + input.Click })]);
        Assert.Contains((await lake.CompactAsync()).Parts, part => part.Error?.Contains("is damaged", StringComparison.Ordinal) == true);
    }

    private static void Flush(TestLake lake, IReadOnlyList<TestInput> inputs)
    {
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), inputs.Min(input => input.Sequence), inputs.Max(input => input.Sequence));
        }
    }
}
