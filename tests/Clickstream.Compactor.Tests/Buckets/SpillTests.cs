using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Tests.Buckets;

public sealed class SpillTests : IDisposable
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"clickstream-spill-{Guid.NewGuid():N}");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, IsLong ? 100 : 6)];

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_that_do_not_fit_in_memory_give_what_a_simple_recount_gives(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 3_000);
        var options = new CompactOptions { Parallelism = 2, MaxMemory = 1 << 20, SpillFolder = _folder, TargetFileSize = random.Next(2) == 0 ? 1 << 20 : 20_000 };
        for (long first = 0, last; first < 1_200; first = last + 1)
        {
            last = first + random.Next(20, 600);
            for (var shard = 0; shard < RandomTraffic.Shards; shard++)
            {
                lake.Flush(inputs, RandomTraffic.Shard(shard), first, last);
            }

            if (random.Next(3) == 0)
            {
                Succeeded(await lake.CompactAsync(options));
            }
        }

        Succeeded(await lake.CompactAsync(options));
        await Recount.AssertEqualAsync(lake, inputs);
        Assert.True(Directory.Exists(_folder), "Nothing was spilled.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_backfill_that_does_not_fit_in_memory_gives_what_a_simple_recount_gives(int seed)
    {
        var (random, lake) = (new Random(seed), new TestLake());
        var inputs = RandomTraffic.Make(random, 6_000);
        RawFiles.Put(lake, random, inputs, 4);
        var options = RawFiles.From(lake) with { MaxMemory = 1 << 20, SpillFolder = _folder, RawChunkBytes = 20_000 };
        Assert.True((await lake.CompactAsync(options)).Succeeded);
        await Recount.AssertEqualAsync(lake, inputs);
        Assert.True(Directory.Exists(_folder), "Nothing was spilled.");
    }

    [Fact]
    public async Task Rows_that_no_disk_takes_fail_their_hour_and_the_error_says_what_helps()
    {
        var lake = new TestLake();
        await File.WriteAllTextAsync(_folder, "in the way");
        try
        {
            var inputs = RandomTraffic.Make(new Random(1), 9_000);
            lake.Flush(inputs, RandomTraffic.Shard(0), 0, 1_000_000);
            var result = await lake.CompactAsync(new CompactOptions { MaxMemory = 1 << 20, SpillFolder = _folder });
            Assert.Contains(result.Parts, part => part.Error?.Contains("name another folder with --spill, or raise --max-memory", StringComparison.Ordinal) == true);
            Assert.True((await lake.CompactAsync()).Succeeded);
            await Recount.AssertEqualAsync(lake, [.. inputs.Where(input => input.Shard == RandomTraffic.Shard(0))]);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Fact]
    public void A_bucket_that_is_gone_is_not_put_on_disk_by_who_has_chosen_it_before()
    {
        using var folder = new SpillFolder(_folder);
        var rows = new BucketRows(0, new RowMemory(new CompactOptions(), folder));
        rows.Add(Events(50), [.. Enumerable.Range(0, 50)]);
        rows.Dispose();
        rows.Spill();
        Assert.Equal(0, folder.Files);
    }

    // A bucket each for thousands of hours waits until its hour is published.
    [Fact]
    public void Buckets_on_disk_take_neither_memory_nor_open_files()
    {
        using var folder = new SpillFolder(_folder);
        var memory = new RowMemory(new CompactOptions(), folder);
        var (batch, all) = (Events(50), Enumerable.Range(0, 50).ToArray());
        var buckets = Enumerable.Range(0, 200).Select(number => new BucketRows(number, memory)).ToList();
        foreach (var rows in buckets)
        {
            rows.Add(batch, all);
            rows.Spill();
            rows.Add(batch, all);
            rows.Spill();
        }

        Assert.All(buckets, rows => Assert.Equal((0L, 100L, 100), (rows.Held, rows.Count, rows.Keys().Count())));
        Assert.All(Directory.EnumerateFiles(_folder, "*.rows", SearchOption.AllDirectories), file => File.Open(file, FileMode.Open, FileAccess.Read, FileShare.None).Dispose());
        buckets.ForEach(rows => rows.Dispose());
    }

    private static void Succeeded(CompactResult result) =>
        Assert.True(result.Succeeded, string.Join("; ", result.Parts.Select(part => part.Error).OfType<string>()));

    private static EventBatch Events(int count)
    {
        var (decoder, batch) = (new EventDecoder(DecoderOptions.Default), new EventBatch());
        for (var number = 0; number < count; number++)
        {
            var input = new TestInput(RandomTraffic.Shard(0), number, 0, $"c{number}", TestLake.FirstHour.Start.Microseconds + number);
            Assert.Equal(RejectionReason.None, decoder.Decode(input.ToJson(), batch));
        }

        return batch;
    }

    [Fact]
    public async Task What_a_killed_run_left_on_disk_is_removed_and_what_a_live_one_uses_is_not()
    {
        var dead = Directory.CreateDirectory(Path.Combine(_folder, "run-dead")).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, "lock"), string.Empty);
        await File.WriteAllTextAsync(Path.Combine(dead, "1.rows"), "rows");
        using var live = new SpillFolder(_folder);
        var file = live.NewFile();
        await File.WriteAllTextAsync(file, "rows");
        Assert.False(Directory.Exists(dead));
        using (var other = new SpillFolder(_folder))
        {
            other.NewFile();
            Assert.True(File.Exists(file));
        }

        // At its end it gives the lock back, and another run may be faster to remove what is left.
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        live.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
