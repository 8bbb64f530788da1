using Clickstream.Compactor.Tests.Lake;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class SizeTests
{
    [Fact]
    public async Task Two_thousand_tiny_micro_batches_are_one_version()
    {
        var lake = new TestLake();
        var inputs = Enumerable.Range(1, 2_000).Select(
            number => new TestInput("shard", number, 0, $"c{number % 1_900}", TestLake.FirstHour.Start.Microseconds + number) { User = $"u{number % 50}" }).ToArray();
        foreach (var input in inputs)
        {
            lake.Flush([input], "shard", input.Sequence, input.Sequence);
        }

        var result = await lake.CompactAsync(new CompactOptions { Parallelism = 2 });
        Assert.True(result.Succeeded);
        Assert.Equal(2_000, result.Parts.Single(part => part.Table == "fact_clicks").MicroBatches);
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fields_that_appear_disappear_and_change_their_type_make_one_table(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 120).DistinctBy(input => input.Click).Select((input, number) => input with
        {
            Sequence = 100 + number,
            Shard = RandomTraffic.Shard(0),
            Metadata = (number % 4) switch
            {
                0 => null,
                1 => new Dictionary<string, string> { ["plan"] = "gold" },
                2 => new Dictionary<string, string> { ["plan"] = "7", ["new"] = "true" },
                _ => new Dictionary<string, string> { ["plan"] = "{\"a\":[1,2]}" },
            },
        }).ToArray();
        foreach (var part in inputs.Chunk(30))
        {
            lake.Flush(part, RandomTraffic.Shard(0), part[0].Sequence, part[^1].Sequence);
            Assert.True((await lake.CompactAsync()).Succeeded);
        }

        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task An_hour_in_the_far_future_is_an_hour_like_any_other_and_holds_nothing_up()
    {
        var lake = new TestLake();
        var far = new Clickstream.Core.Time.Hour(TestLake.FirstHour.Number + (24 * 365));
        TestInput[] inputs =
        [
            new("shard", 1, 0, "now", TestLake.FirstHour.Start.Microseconds),
            new("shard", 2, 0, "far", far.Start.Microseconds),
        ];
        lake.Flush(inputs, "shard", 1, 2);
        Assert.True((await lake.CompactAsync()).Succeeded);
        await Recount.AssertEqualAsync(lake, inputs);
    }
}
