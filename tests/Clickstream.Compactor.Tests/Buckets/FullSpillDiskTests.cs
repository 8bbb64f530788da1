using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Local.Tests.Disks;

namespace Clickstream.Compactor.Tests.Buckets;

public sealed class FullSpillDiskTests
{
    [DiskFact]
    public async Task A_disk_that_fills_while_rows_go_to_it_fails_their_hour_alone_and_says_so()
    {
        using var disk = new SmallDisk(1);
        var lake = new TestLake();
        var (large, small) = (TestLake.FirstHour, new Hour(TestLake.FirstHour.Number + 5));
        var before = Inputs(large, 1, 20).ToList();
        lake.Flush(before, "s", 1, 20);
        var options = new CompactOptions { Parallelism = 1, FirstHour = 0, MaxMemory = 1 << 20, SpillFolder = disk.Path };
        Assert.True((await lake.CompactAsync(options)).Succeeded);
        var published = lake.Store[LakeLayout.Manifest(LakeLayout.FactClicks, large).Value];

        var (more, others) = (Inputs(large, 100, 20_000).ToList(), Inputs(small, 50_000, 30).ToList());
        lake.Flush(more, "s", 100, 40_000);
        lake.Flush(others, "s", 50_000, 60_000);
        var result = await lake.CompactAsync(options);

        var failed = Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed);
        Assert.Equal(large.Path, failed.Hour);
        Assert.Contains(disk.Path, failed.Error, StringComparison.Ordinal);
        Assert.Contains("Make room there, name another folder with --spill, or raise --max-memory", failed.Error, StringComparison.Ordinal);
        Assert.Equal(published, lake.Store[LakeLayout.Manifest(LakeLayout.FactClicks, large).Value]);
        Assert.Equal(30, lake.Manifest(small).Accepted);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));

        Assert.True((await lake.CompactAsync(options with { MaxMemory = 1L << 30 })).Succeeded);
        await Recount.AssertEqualAsync(lake, [.. before, .. more, .. others]);
    }

    // Every text is another one, so that a row takes its room on disk too.
    private static IEnumerable<TestInput> Inputs(Hour hour, int first, int count) => Enumerable.Range(first, count).Select(
        number => new TestInput("s", number, 0, $"click-{number}", hour.Start.Microseconds + number) { User = $"u{number % 500}", Page = $"https://shop.example/a/rather/long/path/of/its/own/{number * 7919L:x16}" });
}
