using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class ReuseTests
{
    private static readonly Hour Hour = TestLake.FirstHour;
    private static readonly CompactOptions Small = new() { Parallelism = 2, TargetFileSize = 1 << 20 };

    [Fact]
    public async Task Late_data_writes_the_files_of_the_buckets_that_it_touches_and_no_others()
    {
        var (lake, inputs) = await MakeAsync();
        var before = lake.Manifest(Hour);
        Assert.InRange(before.Buckets.Count, 4, 64);
        var late = Input(1000, "late", "user-3");
        lake.Flush([late], "shard", 1000, 1000);
        var files = lake.Store.Keys(LakeLayout.FactClicks);
        await lake.CompactAsync(Small);
        var after = lake.Manifest(Hour);

        var touched = VisitorHash.BucketOf(VisitorHash.Of("user-3"u8, default, default), BucketPlan.BitsOf(after));
        var written = lake.Store.Keys(LakeLayout.FactClicks).Except(files).ToArray();
        Assert.Equal(after.Buckets[touched].Files.Count + after.Buckets[touched].Derived.Count + 1, written.Length); // And its keys.
        Assert.All(written, key => Assert.Contains(after.Version, key, StringComparison.Ordinal));
        Assert.All(after.Buckets, bucket => Assert.Equal(bucket.Number == touched, !bucket.Files.SequenceEqual(before.Buckets[bucket.Number].Files)));
        await Recount.AssertEqualAsync(lake, [.. inputs, late]);
    }

    [Fact]
    public async Task Files_of_an_older_version_stay_as_long_as_they_are_used()
    {
        var (lake, inputs) = await MakeAsync();
        var late = new List<TestInput>();
        for (var round = 0; round < 12; round++)
        {
            lake.Time.Advance(TimeSpan.FromHours(3));
            late.Add(Input(1000 + round, $"late-{round}", $"user-{round * 3}"));
            lake.Flush(late[^1..], "shard", 1000 + round, 1000 + round);
            await lake.CompactAsync(Small);
            Assert.All(lake.Manifest(Hour).AllFiles, file => Assert.NotEmpty(lake.Store[file.Key]));
        }

        lake.Time.Advance(TimeSpan.FromHours(3));
        Assert.NotEqual(0, (await lake.CompactAsync(Small)).Removed);
        Assert.Equal(
            lake.Manifest(Hour).AllFiles.Select(file => file.Key).Order(StringComparer.Ordinal),
            lake.Store.Keys(LakeLayout.FactClicks).Where(key => key.Split('/')[^2].StartsWith('v')));
        await Recount.AssertEqualAsync(lake, [.. inputs, .. late]);
    }

    [Theory]
    [InlineData(-5, true)]
    [InlineData(5, false)]
    public async Task A_click_id_that_comes_again_with_another_user_is_one_row_in_one_bucket(int earlier, bool takesOver)
    {
        var (lake, inputs) = await MakeAsync();
        var known = inputs.First(input => input.User == "user-3");
        var again = known with { Sequence = 1000, User = "user-7", Time = known.Time + earlier };
        lake.Flush([again], "shard", 1000, 1000);
        await lake.CompactAsync(Small);
        await Recount.AssertEqualAsync(lake, [.. inputs, again]);
        var rows = (await lake.ReadRowsAsync(Hour)).Where(row => row.StartsWith($"{known.Click}|", StringComparison.Ordinal));
        Assert.Equal(takesOver, Assert.Single(rows).Contains("user-7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_hour_that_grows_gets_more_buckets()
    {
        var (lake, inputs) = await MakeAsync();
        var before = lake.Manifest(Hour).Buckets.Count;
        var more = Enumerable.Range(0, 400).Select(number => Input(2000 + number, $"more-{number}", $"user-{number}")).ToArray();
        lake.Flush(more, "shard", 2000, 3000);
        await lake.CompactAsync(Small with { TargetFileSize = 100 });
        Assert.True(lake.Manifest(Hour).Buckets.Count > before);
        await Recount.AssertEqualAsync(lake, [.. inputs, .. more]);
    }

    [Fact]
    public async Task A_file_of_keys_that_is_damaged_is_a_clear_error_and_the_hour_stays()
    {
        var (lake, _) = await MakeAsync();
        var before = lake.Manifest(Hour);
        lake.Store[before.Buckets[0].Keys!.Key][3] ^= 1;
        lake.Flush([Input(1000, "late", "user-3")], "shard", 1000, 1000);
        var failed = Assert.Single((await lake.CompactAsync(Small)).Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Contains($"{before.Buckets[0].Keys!.Key} is damaged", failed.Error, StringComparison.Ordinal);
        Assert.Equal(before.Version, lake.Manifest(Hour).Version);
    }

    [Fact]
    public async Task Keys_come_back_as_they_were_written()
    {
        var sums = new PurchaseSums(new HashSet<UInt128> { 5, UInt128.MaxValue, 0 }, new Dictionary<string, decimal>());
        using var file = new MemoryStream();
        await BucketKeys.WriteAsync(new Clickstream.Compactor.Columns.FactColumns(), sums, file, CancellationToken.None);
        var (clicks, orders) = BucketKeys.Read(file.ToArray());
        Assert.Empty(clicks);
        Assert.Equal([0, 5, UInt128.MaxValue], orders);
        Assert.Throws<InvalidDataException>(() => BucketKeys.Read([1, 2, 3, 4]));
    }

    private static async Task<(TestLake Lake, TestInput[] Inputs)> MakeAsync()
    {
        var lake = new TestLake();
        var inputs = Enumerable.Range(0, 300).Select(number => Input(number, $"click-{number}", $"user-{number % 40}")).ToArray();
        lake.Flush(inputs, "shard", 0, 999);
        Assert.True((await lake.CompactAsync(Small with { TargetFileSize = 500 })).Succeeded);
        return (lake, inputs);
    }

    private static TestInput Input(int number, string click, string user) =>
        new("shard", number, 0, click, Hour.Start.Microseconds + 1_000_000 + number) { User = user, Type = number % 5 == 0 ? "purchase" : "view", Order = $"order-{number % 7}", Price = 1m };
}
