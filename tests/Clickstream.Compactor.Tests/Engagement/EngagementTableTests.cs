using System.Buffers;
using Clickstream.Compactor.Engagement;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Parquet.Serialization;

namespace Clickstream.Compactor.Tests.Engagement;

public sealed class EngagementTableTests
{
    private static readonly Minute First = TestLake.FirstHour.Start.Minute;

    [Fact]
    public async Task Of_each_part_of_a_minute_the_row_that_saw_most_counts_and_the_parts_are_summed()
    {
        var lake = new TestLake();
        Put(lake, "a", Result("s1", "1:0:0", "20", events: 5), Result("s1", "1:0:0", "9", events: 3), Result(
            "s2", "4:0:0", "30", events: 7));
        await lake.CompactAsync();
        Put(lake, "b", Result("s1", "1:0:0", "25", events: 6), Result("s1", "26:0:0", "26", events: 1), Result(
            "s2", "4:0:0", "8", events: 2));
        var result = await lake.CompactAsync();

        Assert.True(result.Succeeded);
        var row = Assert.Single(await ReadAsync(lake));
        Assert.Equal(6 + 1 + 7, row.Events);
        Assert.Equal(14m, row.Revenue);
        Assert.Equal(14, row.ByType["purchase"]);
        Assert.Equal(First.Start.ToDateTimeOffset().UtcDateTime, row.Minute);
        Assert.Empty((await lake.CompactAsync()).Parts);
    }

    [Fact]
    public async Task A_micro_batch_that_is_put_again_is_taken_in_again()
    {
        var lake = new TestLake();
        Put(lake, "a", Result("s1", "1:0:0", "20", events: 5, MinuteState.Early));
        await lake.CompactAsync();
        lake.Time.Advance(TimeSpan.FromSeconds(1));
        Put(lake, "a", Result("s1", "1:0:0", "20", events: 5, MinuteState.Final));
        await lake.CompactAsync();
        Assert.Equal("final", Assert.Single(await ReadAsync(lake)).State);
    }

    [Fact]
    public async Task A_damaged_line_is_a_clear_error_and_changes_nothing()
    {
        var lake = new TestLake();
        lake.Store[Key("a")] = TestLake.Compress("{\"minute\":1}\n"u8);
        var result = await lake.CompactAsync();
        Assert.Contains("is not a result of this hour", Assert.Single(result.Parts).Error, StringComparison.Ordinal);
        Assert.Empty(lake.Store.Keys("curated/"));
    }

    [Fact]
    public async Task Parts_that_are_not_those_that_were_published_are_not_counted()
    {
        var lake = new TestLake();
        Put(lake, "a", Result("s1", "1:0:0", "20", events: 5));
        await lake.CompactAsync();
        var parts = Assert.Single(lake.Store.Keys(LakeLayout.Engagement), key => key.Contains("/_parts", StringComparison.Ordinal));
        lake.Store[parts] = Batch(Result("s1", "1:0:0", "20", events: 50));
        Put(lake, "b", Result("s2", "4:0:0", "30", events: 7));
        var result = await lake.CompactAsync();
        Assert.Contains($"{parts} is damaged", Assert.Single(result.Parts).Error, StringComparison.Ordinal);
        Assert.Equal(5, Assert.Single(await ReadAsync(lake)).Events);
    }

    [Fact]
    public async Task With_verify_what_was_stored_differently_is_found_before_it_is_published()
    {
        var lake = new TestLake();
        Put(lake, "a", Result("s1", "1:0:0", "20", events: 5));
        var result = await lake.CompactAsync(new CompactOptions { Verify = true }, new LyingStore(lake.Store, LakeLayout.Engagement));
        Assert.Contains("so nothing is published", Assert.Single(result.Parts).Error, StringComparison.Ordinal);
        Assert.True((await lake.CompactAsync()).Succeeded);
        Assert.Equal(5, Assert.Single(await ReadAsync(lake)).Events);
    }

    private static string Key(string name) => $"{LakeLayout.LandingEngagement}{TestLake.FirstHour.Path}/{name}.json.gz";

    private static void Put(TestLake lake, string name, params MinuteResult[] results) => lake.Store[Key(name)] = Batch(results);

    private static byte[] Batch(params MinuteResult[] results)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var result in results)
        {
            EngagementLine.Write(result, lines);
        }

        return TestLake.Compress(lines.WrittenSpan);
    }

    private static MinuteResult Result(string shard, string part, string through, long events, MinuteState state = MinuteState.Final) => new()
    {
        Minute = First,
        Shard = new ShardId(shard),
        Partial = part,
        Through = through,
        State = state,
        Events = events,
        Late = 0,
        Duplicates = 0,
        Orders = events,
        Cells = [new EngagementCell("purchase", "mobile", "DE", events, new Dictionary<string, decimal> { ["EUR"] = events })],
        Users = new HyperLogLog(),
        Sessions = new HyperLogLog(),
        TopPages = new TopItems { Total = 0, MaxError = 0, Items = [] },
        TopProducts = new TopItems { Total = 0, MaxError = 0, Items = [] },
    };

    private static async Task<IList<EngagementRow>> ReadAsync(TestLake lake)
    {
        var published = await PublishedLake.ReadAsync(lake.Store, CancellationToken.None);
        using var content = new MemoryStream(lake.Store[Assert.Single(Assert.Single(published.Engagement).Files).Key]);
        return (await ParquetSerializer.DeserializeAsync<EngagementRow>(content)).Data;
    }
}
