using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Reconcile;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Compactor.Tests.Reconcile;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Backfill;

/// <summary>
/// A backfill with little memory publishes an hour before all folders are read, and once more for the late events of a later folder. Whatever happens to
/// the first version, the second must not name objects whose rows it lacks.
/// </summary>
public sealed class HourPublishedTwiceTests
{
    private const int Padding = 4_000_000; // Blank lines: with a folder of this size between them, the other two are read one after the other.
    private const int PageLength = 8_000; // So that few events fill the least memory that is allowed.

    private static readonly ObjectKey Manifest = LakeLayout.Manifest(LakeLayout.FactClicks, TestLake.FirstHour);

    [Fact]
    public async Task Late_events_of_a_later_folder_are_added_to_the_version_before()
    {
        var (lake, inputs, puts) = (new TestLake(), Inputs(), 0);
        Put(lake, inputs);
        await CompactAsync(lake, key => puts += key == Manifest ? 1 : 0);
        Assert.Equal(2, puts);
        await AssertCompleteAsync(lake, inputs, inputs);
    }

    [Fact]
    public async Task A_version_that_could_not_be_published_takes_its_objects_with_it()
    {
        var (lake, inputs, puts) = (new TestLake(), Inputs(), 0);
        Put(lake, inputs);
        var result = await CompactAsync(lake, key =>
        {
            if (key == Manifest && ++puts == 1)
            {
                throw new IOException("The network is gone for a moment.");
            }
        });
        Assert.False(result.Succeeded);
        Assert.True((await CompactAsync(lake, _ => { })).Succeeded);
        await AssertCompleteAsync(lake, inputs, inputs);
    }

    [Fact]
    public async Task A_version_that_lost_the_race_takes_its_objects_with_it()
    {
        var (lake, inputs, puts) = (new TestLake(), Inputs(), 0);
        Put(lake, inputs);
        var result = await CompactAsync(lake, key =>
        {
            if (key == Manifest && ++puts == 1)
            {
                lake.Flush(inputs[..5], inputs[0].Shard, 0, 10_000);
                Assert.True(lake.CompactAsync().GetAwaiter().GetResult().Succeeded);
            }
        });
        Assert.True(result.Succeeded);
        await AssertCompleteAsync(lake, [.. inputs, .. inputs[..5]], inputs);
    }

    [Fact]
    public async Task A_run_that_loses_every_race_says_so_and_the_next_one_is_complete()
    {
        var (lake, inputs, races) = (new TestLake(), Inputs(), 0);
        Put(lake, inputs);
        var result = await CompactAsync(lake, key =>
        {
            if (key == Manifest)
            {
                lake.Flush(inputs[races..(races + 1)], inputs[0].Shard, races, races);
                races++;
                Assert.True(lake.CompactAsync().GetAwaiter().GetResult().Succeeded);
            }
        });
        Assert.Contains("taken in by the next run", Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed).Error, StringComparison.Ordinal);
        Assert.True((await CompactAsync(lake, _ => { })).Succeeded);
        await AssertCompleteAsync(lake, [.. inputs, .. inputs[..races]], inputs);
    }

    // Twenty events of the first hour in its folder, and twenty more, ten of them late, in the folder three hours later.
    private static TestInput[] Inputs() => [.. Enumerable.Range(0, 40).Select(number => new TestInput(
        RandomTraffic.Shard(0),
        number,
        0,
        $"c{number}",
        new Hour(TestLake.FirstHour.Number + (number < 30 ? 0 : 3)).Start.Microseconds + number)
    {
        Page = $"https://shop.example/{number}{new string('x', PageLength)}",
    })];

    private static void Put(TestLake lake, TestInput[] inputs)
    {
        foreach (var (folder, part) in new[] { (0, inputs[..20]), (3, inputs[20..]) })
        {
            var lines = string.Join('\n', part.Select(input => Encoding.UTF8.GetString(input.ToJson())));
            lake.Store[$"{LakeLayout.Raw}{new Hour(TestLake.FirstHour.Number + folder).Path}/a.json"] = Encoding.UTF8.GetBytes(lines);
        }

        lake.Store[$"{LakeLayout.Raw}{new Hour(TestLake.FirstHour.Number + 1).Path}/a.json"] = Encoding.UTF8.GetBytes(new string('\n', Padding));
    }

    private static Task<CompactResult> CompactAsync(TestLake lake, Action<ObjectKey> beforePublish) => lake.CompactAsync(
        RawFiles.From(lake) with { MaxMemory = NearlyFullWithOneHour(), RawChunkBytes = 16 << 20 },
        new HookedStore(lake.Store, key =>
        {
            beforePublish(key);
            return Task.CompletedTask;
        }));

    // Rows may take an eighth of so little memory, and those of one hour are 95 % of that.
    private static long NearlyFullWithOneHour()
    {
        var (decoder, batch) = (new EventDecoder(DecoderOptions.Default), new EventBatch());
        foreach (var input in Inputs()[..20])
        {
            Assert.Equal(RejectionReason.None, decoder.Decode(input.ToJson(), batch));
        }

        using var columns = new FactColumns();
        columns.Add(batch, [.. Enumerable.Range(0, batch.Count)]);
        return (long)(columns.Bytes * 8 / 0.95);
    }

    private static async Task AssertCompleteAsync(TestLake lake, TestInput[] landed, TestInput[] raw)
    {
        await Recount.AssertEqualAsync(lake, landed);
        Assert.Equal(raw.Length, lake.Store.Keys(LakeLayout.FactClicks).Where(key => key.EndsWith(LakeLayout.ManifestName, StringComparison.Ordinal))
            .Sum(key => ManifestJson.ReadHour(new ObjectKey(key), lake.Store[key]).Raw.Sum(item => item.Inputs)));
        if (landed.Length == raw.Length)
        {
            var result = await new Reconciler(lake.Store, new FixedLeases([]), lake.Time).ReconcileAsync(CancellationToken.None);
            Assert.True(result.Reconciled, ReconcileTable.Render(result));
        }
    }
}
