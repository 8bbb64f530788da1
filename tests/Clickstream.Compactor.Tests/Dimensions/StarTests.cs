using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Dimensions;

public sealed class StarTests
{
    private const string Users = """
        select user_id, country, signup_date, list_aggregate(list_transform(map_entries(device_preferences), e -> e.key || '=' || e.value), 'string_agg', ','),
            epoch_us(first_seen)::varchar, epoch_us(last_seen)::varchar, events::varchar, orders::varchar, revenue::varchar from t
        """;

    private const string History = """
        select user_id, country, signup_date, device_preference, epoch_us(valid_from)::varchar, epoch_us(valid_to)::varchar, is_current::varchar from t
        """;

    private const string Products = """
        select product_id, category, price::varchar, epoch_us(first_seen)::varchar, epoch_us(last_seen)::varchar, events::varchar, purchases::varchar,
            units::varchar, revenue::varchar from t
        """;

    private const string Items = "select order_id, line::varchar, click_id, product_id, quantity::varchar, price::varchar, amount::varchar from t";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long" ? 300 : 12)];

    /// <summary>Hours come in any order and again and again, compactors die at any write, and buckets are of any number.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_star_is_a_function_of_the_facts_however_they_came(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = ShopTraffic.Make(random, 120);
        CompactOptions Options() => new() { Parallelism = 1 + random.Next(2), TargetFileSize = random.Next(300, 20_000) };
        foreach (var batch in Shuffled(random, inputs))
        {
            lake.Flush([batch], batch.Shard, batch.Sequence, batch.Sequence);
            if (random.Next(12) == 0)
            {
                await CompactPerhapsDyingAsync(random, lake, Options());
                lake.Time.Advance(TimeSpan.FromMinutes(random.Next(90)));
            }
        }

        var result = await lake.CompactAsync(Options());
        Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error)));
        await AssertEqualAsync(lake, inputs.DistinctBy(input => input.Click).ToList(), seed);
    }

    [Fact]
    public async Task Every_fact_of_a_user_has_one_row_of_history_with_what_was_known_then()
    {
        var (random, lake) = (new Random(77), new TestLake());
        var inputs = ShopTraffic.Make(random, 150);
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 0, 100_000);
        }

        Assert.True((await lake.CompactAsync()).Succeeded);
        var history = (await TableRows.ReadAsync(lake, LakeTable.DimUsersHistory, History)).Select(row => row.Split('|')).ToList();
        foreach (var events in StarRecount.ByUser(inputs.DistinctBy(input => input.Click)))
        {
            foreach (var input in events)
            {
                var row = Assert.Single(history, row => row[0] == input.User && input.Time >= long.Parse(row[4]) && (row[5].Length == 0 || input.Time < long.Parse(row[5])));
                Assert.Equal(StarRecount.Attributes(events, input.Time), string.Join('|', row[1..4]));
            }
        }
    }

    [Fact]
    public async Task A_change_of_one_hour_writes_no_sum_anew_that_does_not_hold_it()
    {
        var lake = new TestLake();
        var inputs = ShopTraffic.Make(new Random(3), 200);
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 0, 100_000);
        }

        await lake.CompactAsync();
        var before = await SumsAsync(lake);
        lake.Flush([inputs[0] with { Click = "late", Time = TestLake.FirstHour.Start.Microseconds + 5, Sequence = 100_001 }], inputs[0].Shard, 100_001, 100_001);
        await lake.CompactAsync();
        var after = await SumsAsync(lake);
        Assert.Equal(before.Keys, after.Keys);
        var path = TestLake.FirstHour.Path;
        foreach (var (sum, file) in after)
        {
            Assert.Equal(path.StartsWith(sum, StringComparison.Ordinal), before[sum] != file);
        }

        Assert.Contains(after.Keys, sum => !path.StartsWith(sum, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hours_of_a_program_that_knew_no_dimensions_are_read_for_them()
    {
        var lake = new TestLake();
        var inputs = ShopTraffic.Make(new Random(8), 100);
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 0, 100_000);
        }

        await lake.CompactAsync();
        foreach (var hour in inputs.Select(input => input.Hour).Distinct())
        {
            var manifest = lake.Manifest(hour);
            var older = manifest with
            {
                Buckets = [.. manifest.Buckets.Select(bucket => bucket with { Derived = bucket.Derived.Where(file => file.Key != "dimensions").ToDictionary() })],
            };
            lake.Store[LakeLayout.Manifest(LakeLayout.FactClicks, hour).Value] = ManifestJson.Serialize(older);
        }

        await lake.Store.DeleteAsync(LakeLayout.DimensionsManifest, CancellationToken.None);
        Assert.True((await lake.CompactAsync()).Succeeded);
        await AssertEqualAsync(lake, inputs.DistinctBy(input => input.Click).ToList(), 8);
    }

    private static async Task AssertEqualAsync(TestLake lake, IReadOnlyList<TestInput> accepted, int seed)
    {
        try
        {
            Assert.Equal(StarRecount.OrderItems(accepted), (await TableRows.ReadAsync(lake, LakeTable.FactOrderItems, Items)).Order(StringComparer.Ordinal));
            Assert.Equal(StarRecount.Users(accepted), await TableRows.ReadAsync(lake, LakeTable.DimUsers, Users));
            Assert.Equal(StarRecount.History(accepted), await TableRows.ReadAsync(lake, LakeTable.DimUsersHistory, History));
            Assert.Equal(StarRecount.Products(accepted), await TableRows.ReadAsync(lake, LakeTable.DimProducts, Products));
        }
        catch (Xunit.Sdk.XunitException)
        {
            Console.Error.WriteLine($"seed {seed}");
            throw;
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> SumsAsync(TestLake lake) =>
        (await PublishedLake.ReadAsync(lake.Store, CancellationToken.None)).Dimensions!.Sums.ToDictionary(sum => sum.Key, sum => sum.Value.File.Key);

    private static async Task CompactPerhapsDyingAsync(Random random, TestLake lake, CompactOptions options)
    {
        var crashing = new CrashingStore(lake.Store, random.Next(2) == 0 ? int.MaxValue : random.Next(1, 60), random.Next(2) == 0);
        try
        {
            await lake.CompactAsync(options, crashing);
        }
        catch (IOException) when (crashing.HasCrashed)
        {
            // It died between two parts.
        }
    }

    private static TestInput[] Shuffled(Random random, IEnumerable<TestInput> inputs)
    {
        var shuffled = inputs.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
