using System.Text;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class BadInputTests
{
    private static readonly Hour Good = TestLake.FirstHour;
    private static readonly Hour Bad = new(TestLake.FirstHour.Number + 1);

    public static TheoryData<string, string> Damages => new()
    {
        { "cut off", "corrupt_compression" },
        { "garbage", "is not a valid event" },
        { "flipped", "" },
        { "empty", "is empty" },
        { "no event", "is not a valid event" },
        { "another hour", "filed by the hour of the event" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_micro_batch_leaves_its_hour_as_it_was_and_the_others_go_on(string damage, string message)
    {
        var lake = new TestLake();
        lake.Flush(Inputs(Bad, 1, 10), "shard", 1, 10);
        Assert.True((await lake.CompactAsync()).Succeeded);
        var before = lake.Manifest(Bad);

        var key = Key(Bad, 11, 20);
        lake.Store[key] = Damaged(TestLake.ToBatch(Inputs(Bad, 11, 20)), damage);
        lake.Flush(Inputs(Good, 11, 20), "shard", 11, 20);
        var result = await lake.CompactAsync();

        Assert.False(result.Succeeded);
        var failed = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Equal(Bad.Path, failed.Hour);
        Assert.Contains(key, failed.Error, StringComparison.Ordinal);
        Assert.Contains(message, failed.Error, StringComparison.Ordinal);
        Assert.Equal(before.Version, lake.Manifest(Bad).Version);
        Assert.Equal(10, lake.Manifest(Good).Accepted);

        lake.Store[key] = TestLake.ToBatch(Inputs(Bad, 11, 20));
        Assert.True((await lake.CompactAsync()).Succeeded);
        Assert.Equal(20, lake.Manifest(Bad).Accepted);
    }

    [Fact]
    public async Task A_micro_batch_that_vanishes_after_the_listing_is_a_clear_error()
    {
        var lake = new TestLake();
        var keys = lake.Flush(Inputs(Good, 1, 10), "shard", 1, 10);
        var result = await lake.CompactAsync(store: new VanishingStore(lake.Store, keys[0]));
        Assert.Contains("gone since it was listed", Assert.Single(result.Parts).Error, StringComparison.Ordinal);
        Assert.Empty(lake.Store.Keys("curated/"));
    }

    [Fact]
    public async Task A_manifest_of_a_newer_format_is_left_alone_with_a_clear_error()
    {
        var lake = new TestLake();
        lake.Flush(Inputs(Good, 1, 10), "shard", 1, 10);
        var key = LakeLayout.Manifest(LakeLayout.FactClicks, Good).Value;
        lake.Store[key] = "{\"format\":3,\"something\":\"new\"}"u8.ToArray();
        var result = await lake.CompactAsync();
        Assert.Contains(
            "has format 3; this program reads up to 2", result.Parts.First(part => part.Hour is not null).Error, StringComparison.Ordinal);
        Assert.Contains("something", Encoding.UTF8.GetString(lake.Store[key]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone", "is gone")]
    [InlineData("cut off", "damaged")]
    public async Task A_published_file_that_cannot_be_read_is_a_clear_error(string damage, string message)
    {
        var lake = new TestLake();
        lake.Flush(Inputs(Good, 1, 10), "shard", 1, 10);
        await lake.CompactAsync();
        var file = lake.Manifest(Good).Files[0].Key;
        if (damage == "gone")
        {
            await lake.Store.DeleteAsync(new ObjectKey(file), CancellationToken.None);
        }
        else
        {
            lake.Store[file] = lake.Store[file][..^20];
        }

        lake.Flush(Inputs(Good, 11, 20), "shard", 11, 20);
        var result = await lake.CompactAsync();
        Assert.Contains(message, Assert.Single(result.Parts).Error, StringComparison.Ordinal);
        Assert.Equal(10, lake.Manifest(Good).Accepted);
    }

    [Fact]
    public async Task With_nothing_new_nothing_is_written()
    {
        var lake = new TestLake();
        lake.Flush(Inputs(Good, 1, 10), "shard", 1, 10);
        await lake.CompactAsync();
        var changes = lake.Store.Changes;
        var result = await lake.CompactAsync();
        Assert.Empty(result.Parts);
        Assert.Equal(changes, lake.Store.Changes);
    }

    [Fact]
    public async Task Objects_that_firehose_named_are_taken_in_and_lines_that_it_repeated_count_once()
    {
        var lake = new TestLake();
        var inputs = Inputs(Good, 1, 10).ToArray();
        lake.Store[$"{LakeLayout.Landing}{Good.Path}/clicks-1-2026-11-22-00-00-00-0a1b2c.json.gz"] = TestLake.ToBatch(
            [.. inputs, inputs[3], inputs[4]]);
        lake.Store[$"{LakeLayout.Landing}{Good.Path}/clicks-1-2026-11-22-00-05-00-3d4e5f.json.gz"] = TestLake.ToBatch(inputs[5..]);
        await lake.CompactAsync();
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task The_largest_event_that_a_worker_lands_is_taken_in()
    {
        var lake = new TestLake();
        var metadata = Enumerable.Range(0, 990).ToDictionary(number => $"field-{number:D4}", _ => new string('\u0001', 170));
        var input = new TestInput("shard", 1, 0, "large", Good.Start.Microseconds) { User = "u", Page = "https://shop.example/", Metadata = metadata };
        Assert.InRange(input.ToJson().Length, 1_000_000, 1024 * 1024);
        lake.Flush([input], "shard", 1, 1);
        var result = await lake.CompactAsync();
        Assert.True(result.Succeeded, result.Parts[0].Error);
        await Recount.AssertEqualAsync(lake, [input]);
    }

    [Fact]
    public async Task Only_the_hour_that_is_asked_for_is_compacted()
    {
        var lake = new TestLake();
        lake.Flush([.. Inputs(Good, 1, 10), .. Inputs(Bad, 1, 10)], "shard", 1, 10);
        await lake.CompactAsync(new CompactOptions { Hour = Bad });
        Assert.Equal([LakeLayout.Manifest(LakeLayout.FactClicks, Bad).Value], lake.Store.Keys(LakeLayout.FactClicks).Where(
            key => key.EndsWith("manifest.json", StringComparison.Ordinal)));
    }

    private static IEnumerable<TestInput> Inputs(Hour hour, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(
            number => new TestInput("shard", number, 0, $"{hour.Number}-{number}", hour.Start.Microseconds + number));

    private static string Key(Hour hour, long first, long last) =>
        LakeLayout.MicroBatch(LakeLayout.Landing, hour, new ShardId("shard"), TestLake.Sequence(first), TestLake.Sequence(last)).Value;

    private static byte[] Damaged(byte[] batch, string damage)
    {
        switch (damage)
        {
            case "cut off":
                return batch[..^12];
            case "garbage":
                return [0, 1, 2, 3, 200, 201, 10, 13];
            case "flipped":
                batch[batch.Length / 2] ^= 0x55;
                return batch;
            case "empty":
                return [];
            case "no event":
                return TestLake.Compress("{\"hello\":1}\n"u8);
            default:
                return TestLake.ToBatch(Inputs(Good, 11, 20));
        }
    }
}
