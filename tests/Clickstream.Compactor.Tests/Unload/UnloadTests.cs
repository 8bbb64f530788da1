using Clickstream.Compactor.Tests.Lake;
using Clickstream.Compactor.Unload;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Unload;

public sealed class UnloadTests
{
    private const string Lake = "s3://shop";

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 6)]
    public async Task The_version_is_the_one_that_the_local_engine_makes(int seed, int bits)
    {
        var inputs = Traffic(seed, 900);
        var (here, there) = (new TestLake(), new TestLake());
        Land(here, inputs, seed);
        Land(there, inputs, seed);
        var options = Options(here, bits);
        Succeeded(await here.CompactAsync(options with { Engine = null }));
        Succeeded(await there.CompactAsync(options with { Engine = Engine(there) }));
        foreach (var hour in inputs.Select(input => input.Hour).Distinct())
        {
            await AssertSameAsync(here, there, hour, bits);
        }

        await Recount.AssertEqualAsync(there, inputs);
    }

    [Fact]
    public async Task Late_micro_batches_make_a_version_of_all_of_them_and_the_engines_take_turns()
    {
        var inputs = Traffic(5, 600);
        var lake = new TestLake();
        foreach (var (part, number) in inputs.Chunk(200).Select((part, number) => (part, number)))
        {
            foreach (var shard in part.Select(input => input.Shard).Distinct())
            {
                lake.Flush(inputs, shard, part.Min(input => input.Sequence), part.Max(input => input.Sequence));
            }

            var options = Options(lake, 1);
            Succeeded(await lake.CompactAsync(number == 1 ? options with { Engine = null } : options));
            lake.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await Recount.AssertEqualAsync(lake, inputs);
        Assert.DoesNotContain((await lake.CompactAsync(Options(lake, 1))).Parts, part => part.Table == "fact_clicks");
    }

    [Fact]
    public async Task Lines_that_two_micro_batches_have_are_one_input()
    {
        var inputs = Traffic(6, 300);
        var lake = new TestLake();
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 100, 150);
            lake.Flush(inputs, shard, 140, 170); // A worker was killed, and flushed again with other boundaries.
            lake.Flush(inputs, shard, 145, 165); // Within the one before.
            lake.Flush(inputs, shard, 171, 1000);
        }

        Succeeded(await lake.CompactAsync(Options(lake, 0)));
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task What_landed_after_the_listing_is_for_the_next_version()
    {
        var inputs = Traffic(7, 200).Where(input => input.Hour == TestLake.FirstHour).ToList();
        var lake = new TestLake();
        Land(lake, inputs, 7);
        var late = new TestInput("shardId-000000000009", 5, 0, "late", TestLake.FirstHour.Start.Microseconds + 1000) { User = "late" };
        var athena = new LandingMeanwhile(Athena(lake), () => lake.Flush([late], late.Shard, 5, 5));
        Succeeded(await lake.CompactAsync(Options(lake, 0) with { Engine = new UnloadEngine(athena, new DdlOptions { Lake = Lake }) }));
        await Recount.AssertEqualAsync(lake, inputs);
        Succeeded(await lake.CompactAsync(Options(lake, 0)));
        await Recount.AssertEqualAsync(lake, [.. inputs, late]);
    }

    [Fact]
    public async Task Times_that_are_no_whole_milliseconds_are_not_cut()
    {
        var lake = new TestLake();
        lake.Flush([new TestInput("s", 1, 0, "a", TestLake.FirstHour.Start.Microseconds + 1)], "s", 1, 1);
        var failed = Failed(await lake.CompactAsync(Options(lake, 0)));
        Assert.Contains("1 events of", failed, StringComparison.Ordinal);
        Assert.Contains("no whole milliseconds", failed, StringComparison.Ordinal);
        AssertNothingIsLeft(lake);
        Succeeded(await lake.CompactAsync(Options(lake, 0) with { Engine = null }));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("damage")]
    [InlineData("move")]
    [InlineData("swap")]
    public async Task What_the_engine_wrote_wrongly_is_not_published_and_does_not_stay(string how)
    {
        var inputs = Traffic(8, 400).Where(input => input.Hour == TestLake.FirstHour).ToList();
        var lake = new TestLake();
        Land(lake, inputs, 8);
        var athena = Athena(lake, folder => Spoil(lake, folder, how));
        var error = Failed(await lake.CompactAsync(Options(lake, 2) with { Engine = new UnloadEngine(athena, new DdlOptions { Lake = Lake }) }));
        Assert.Contains(
            how switch { "drop" => "rows with the fingerprint", "damage" => "damaged", "move" => "of another bucket", _ => "is no file of a bucket" },
            error,
            StringComparison.Ordinal);
        AssertNothingIsLeft(lake);
        Succeeded(await lake.CompactAsync(Options(lake, 2)));
        await Recount.AssertEqualAsync(lake, inputs);
    }

    [Fact]
    public async Task An_hour_with_something_that_its_micro_batches_do_not_have_is_left_alone()
    {
        var inputs = Traffic(9, 100).Where(input => input.Hour == TestLake.FirstHour).ToList();
        var lake = new TestLake();
        Land(lake, inputs, 9);
        Succeeded(await lake.CompactAsync());
        await RemoveAsync(lake, lake.Store.Keys(LakeLayout.Landing)[0]);
        lake.Flush([new TestInput("s", 1, 0, "late", TestLake.FirstHour.Start.Microseconds)], "s", 1, 1);
        Assert.Contains("no longer in the landing zone", Failed(await lake.CompactAsync(Options(lake, 0))), StringComparison.Ordinal);
    }

    // The example of Trino's documentation: murmur3(from_base64('aaaaaa')).
    [Fact]
    public void The_hash_of_the_statements_is_the_hash_of_buckets()
    {
        byte[] documented = [0xba, 0x58, 0x55, 0x63, 0x55, 0x69, 0xb4, 0x2f, 0x49, 0x20, 0x37, 0x2c, 0xa0, 0xe3, 0x96, 0xef];
        Assert.Equal(BitConverter.ToUInt64(documented), Murmur3.Hash64([0x69, 0xa6, 0x9a, 0x69]));
    }

    private static UnloadEngine Engine(TestLake lake) => new(Athena(lake), new DdlOptions { Lake = Lake });

    private static DuckDbAthena Athena(TestLake lake, Func<string, Task>? afterUnload = null) => new(
        Lake,
        prefix => Task.FromResult<IReadOnlyList<(string, byte[])>>([.. lake.Store.Keys(prefix).Select(key => (key, lake.Store[key]))]),
        (key, content) => Task.FromResult(lake.Store[key] = content))
    {
        AfterUnload = afterUnload,
    };

    // Whole milliseconds, as the SDKs of browsers give them.
    private static List<TestInput> Traffic(int seed, int count) =>
        [.. RandomTraffic.Make(new Random(seed), count).Select(input => input with { Time = input.Time / 1000 * 1000 })];

    private static void Land(TestLake lake, List<TestInput> inputs, int seed)
    {
        var random = new Random(seed);
        foreach (var shard in inputs.Select(input => input.Shard).Distinct().Order(StringComparer.Ordinal))
        {
            for (long first = 100, last; first < 100 + inputs.Count; first = last + 1)
            {
                last = first + random.Next(20, 120);
                lake.Flush(inputs, shard, first, last);
            }
        }
    }

    private static CompactOptions Options(TestLake lake, int bits)
    {
        var options = new CompactOptions { Parallelism = 2, Engine = Engine(lake) };
        return bits == 0 ? options : options with { TargetFileSize = bits == 6 ? 250 : bits == 2 ? 2500 : 4000 };
    }

    private static async Task AssertSameAsync(TestLake here, TestLake there, Hour hour, int bits)
    {
        var (expected, made) = (here.Manifest(hour), there.Manifest(hour));
        Assert.True(bits == 0 ? expected.Buckets.Count == 1 : expected.Buckets.Count > 1, $"{expected.Buckets.Count} buckets");
        Assert.Equal(expected.Buckets.Select(Numbers), made.Buckets.Select(Numbers));
        Assert.Equal(
            (expected.Landed, expected.Accepted, expected.Duplicates, expected.Orders), (made.Landed, made.Accepted, made.Duplicates, made.Orders));
        Assert.Equal(expected.Revenue, made.Revenue);
        Assert.Equal(expected.DuplicateRevenue, made.DuplicateRevenue);
        Assert.Equal(expected.Consumed, made.Consumed);
        Assert.Equal(expected.Covered, made.Covered);
        Assert.Equal(await here.ReadRowsAsync(hour), await there.ReadRowsAsync(hour));
        foreach (var (left, right) in expected.Buckets.Zip(made.Buckets))
        {
            Assert.Equal(left.Derived.Select(pair => (pair.Key, pair.Value.Rows)), right.Derived.Select(pair => (pair.Key, pair.Value.Rows)));
            Assert.Equal(left.Keys?.Sha256, right.Keys?.Sha256);
        }

        static string Numbers(HourBucket bucket) =>
            $"{bucket.Number} {bucket.Rows} {string.Join(',', bucket.Revenue)} {bucket.Files.Min(file => file.MinTime):O} {bucket.Files.Max(file => file.MaxTime):O}";
    }

    private static async Task Spoil(TestLake lake, string folder, string how)
    {
        var files = lake.Store.Keys(folder);
        var content = lake.Store[files[0]];
        await RemoveAsync(lake, files[0]);
        switch (how)
        {
            case "damage":
                lake.Store[files[0]] = [.. content[..(content.Length / 2)], .. new byte[content.Length / 2]];
                break;
            case "move":
                lake.Store[files[1] + "x"] = content;
                break;
            case "swap":
                lake.Store[folder + "bucket=x/file"] = content;
                break;
        }
    }

    private static Task RemoveAsync(TestLake lake, string key) => lake.Store.DeleteAsync(new ObjectKey(key), CancellationToken.None);

    private static void AssertNothingIsLeft(TestLake lake) =>
        Assert.Empty(lake.Store.Keys(LakeLayout.FactClicks));

    private static void Succeeded(CompactResult result) =>
        Assert.True(result.Succeeded, string.Join('\n', result.Parts.Select(part => part.Error).OfType<string>()));

    private static string Failed(CompactResult result) =>
        Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed).Error!;
}
