using System.Text;
using Clickstream.Core.Streams;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Contracts;

/// <summary>What every event stream does: routing, order, positions, sizes.</summary>
public abstract class EventStreamContract
{
    /// <summary>Makes an empty stream.</summary>
    protected abstract Task<StreamUnderTest> CreateAsync(int shards);

    [Fact]
    public async Task New_shards_cover_every_hash_key()
    {
        await using var made = await CreateAsync(3);
        var shards = await made.Stream.ListShardsAsync(Deadline.Token);
        Assert.Equal(3, shards.Count);
        Assert.Equal(UInt128.MinValue, shards[0].HashKeys.Start);
        Assert.Equal(shards[0].HashKeys.End + 1, shards[1].HashKeys.Start);
        Assert.Equal(shards[1].HashKeys.End + 1, shards[2].HashKeys.Start);
        Assert.Equal(UInt128.MaxValue, shards[2].HashKeys.End);
        Assert.All(shards, shard => Assert.True(shard.IsOpen && !shard.Parents.Any()));
        Assert.Equal(shards.OrderBy(shard => shard.Id).Select(shard => shard.Id), shards.Select(shard => shard.Id));
    }

    [Fact]
    public async Task Creating_a_stream_that_exists_changes_nothing()
    {
        await using var made = await CreateAsync(2);
        await made.Administration.CreateIfAbsentAsync(5, Deadline.Token);
        Assert.Equal(2, (await made.Stream.ListShardsAsync(Deadline.Token)).Count);
    }

    [Fact]
    public async Task A_record_goes_to_the_shard_of_its_partition_key_and_comes_back_whole()
    {
        await using var made = await CreateAsync(4);
        var shards = await made.Stream.ListShardsAsync(Deadline.Token);
        foreach (var key in new[] { "a", "user-17", "ünïcödé", new string('k', 256) })
        {
            var put = Assert.Single(await made.Stream.PutAcceptedAsync(Entry(key, "data of " + key)));
            Assert.Equal(shards.Single(shard => shard.HashKeys.Contains(HashKey.Of(key))).Id, put.Shard);

            await foreach (var page in made.Stream.ReadAsync(put.Shard, new StreamPosition.At(put.SequenceNumber), Deadline.Token))
            {
                using (page)
                {
                    if (page.Records.Count > 0)
                    {
                        Assert.Equal(key, page.Records[0].PartitionKey);
                        Assert.Equal(put.SequenceNumber, page.Records[0].SequenceNumber);
                        Assert.Equal("data of " + key, Encoding.UTF8.GetString(page.Records[0].Data.Span));
                        break;
                    }
                }
            }
        }
    }

    [Fact]
    public async Task An_explicit_hash_key_wins_over_the_partition_key()
    {
        await using var made = await CreateAsync(4);
        foreach (var shard in await made.Stream.ListShardsAsync(Deadline.Token))
        {
            var puts = await made.Stream.PutAcceptedAsync(Entry("same", "x", shard.HashKeys.Start), Entry("same", "y", shard.HashKeys.End));
            Assert.All(puts, put => Assert.Equal(shard.Id, put.Shard));
        }
    }

    [Fact]
    public async Task Records_of_a_shard_come_in_the_order_of_their_numbers()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        var first = await made.Stream.PutAcceptedAsync([.. Enumerable.Range(0, 200).Select(i => Entry($"key{i}", $"{i}"))]);
        var second = await made.Stream.PutAcceptedAsync([.. Enumerable.Range(200, 200).Select(i => Entry($"key{i}", $"{i}"))]);

        var read = await made.Stream.ReadTextsAsync(shard, StreamPosition.TrimHorizon, 400);
        Assert.Equal(400, read.Count);
        Assert.True(read.Zip(read.Skip(1)).All(pair => pair.First.Number < pair.Second.Number));
        Assert.Equal(first.Concat(second).Select(put => put.SequenceNumber).Order(), read.Select(record => record.Number));
        Assert.Equal(200, read.TakeWhile(record => int.Parse(record.Text, null) < 200).Count());
    }

    [Fact]
    public async Task A_read_begins_at_or_after_a_record()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        var numbers = new List<SequenceNumber>();
        for (var i = 0; i < 5; i++)
        {
            numbers.Add((await made.Stream.PutAcceptedAsync(Entry("k", $"{i}")))[0].SequenceNumber);
        }

        var at = await made.Stream.ReadTextsAsync(shard, new StreamPosition.At(numbers[2]), 3);
        Assert.Equal(["2", "3", "4"], at.Select(record => record.Text));
        var after = await made.Stream.ReadTextsAsync(shard, new StreamPosition.After(numbers[2]), 2);
        Assert.Equal(["3", "4"], after.Select(record => record.Text));
    }

    [Fact]
    public async Task A_read_from_the_latest_sees_only_what_comes_later()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        await made.Stream.PutAcceptedAsync(Entry("k", "before"));

        var isPut = false;
        await foreach (var page in made.Stream.ReadAsync(shard, StreamPosition.Latest, Deadline.Token))
        {
            using (page)
            {
                if (page.Records.Count > 0)
                {
                    Assert.Equal("after", Encoding.UTF8.GetString(Assert.Single(page.Records).Data.Span));
                    break;
                }

                Assert.Equal(TimeSpan.Zero, page.BehindLatest);
                if (!isPut)
                {
                    await made.Stream.PutAcceptedAsync(Entry("k", "after"));
                    isPut = true;
                }
            }
        }
    }

    [Fact]
    public async Task A_read_from_a_time_begins_with_the_first_record_since_then()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        for (var i = 0; i < 5; i++)
        {
            await made.Stream.PutAcceptedAsync(Entry("k", $"{i}"));
        }

        var arrivals = new List<DateTimeOffset>();
        await foreach (var page in made.Stream.ReadAsync(shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                arrivals.AddRange(page.Records.Select(record => record.ApproximateArrival));
                if (arrivals.Count == 5)
                {
                    break;
                }
            }
        }

        Assert.Equal(arrivals.Order(), arrivals);
        foreach (var time in arrivals)
        {
            var expected = arrivals.Count(arrival => arrival >= time);
            Assert.Equal(expected, (await made.Stream.ReadTextsAsync(shard, new StreamPosition.AtTimestamp(time), expected)).Count);
        }
    }

    [Fact]
    public async Task An_idle_shard_gives_signs_of_life()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        var signs = 0;
        await foreach (var page in made.Stream.ReadAsync(shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                Assert.Empty(page.Records);
                Assert.False(page.IsShardEnd);
            }

            if (++signs == 3)
            {
                break;
            }
        }

        Assert.Equal(3, signs);
    }

    [Fact]
    public async Task A_silent_shard_gives_signs_of_life_while_another_is_written_all_the_time()
    {
        await using var made = await CreateAsync(2);
        var shards = await made.Stream.ListShardsAsync(Deadline.Token);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await made.Stream.PutAcceptedAsync(Entry("k", "x", shards[0].HashKeys.Start));
            }
        });
        var signs = 0;
        try
        {
            await foreach (var page in made.Stream.ReadAsync(shards[1].Id, StreamPosition.TrimHorizon, Deadline.Token))
            {
                using (page)
                {
                    Assert.Empty(page.Records);
                }

                if (++signs == 3)
                {
                    break;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        Assert.Equal(3, signs);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_ends_with_the_cancellation()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in made.Stream.ReadAsync(shard, StreamPosition.TrimHorizon, stop.Token))
            {
                page.Dispose();
                await stop.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task A_put_of_nothing_is_nothing()
    {
        await using var made = await CreateAsync(1);
        Assert.Empty(await made.Stream.PutAsync([], Deadline.Token));
    }

    [Fact]
    public async Task An_empty_record_and_one_of_the_greatest_size_are_kept()
    {
        await using var made = await CreateAsync(1);
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        var large = new string('x', StreamLimits.MaxRecordBytes - 1);
        await made.Stream.PutAcceptedAsync(Entry("k", string.Empty));
        await made.Stream.PutAcceptedAsync(Entry("k", large));
        var read = await made.Stream.ReadTextsAsync(shard, StreamPosition.TrimHorizon, 2);
        Assert.Equal(string.Empty, read[0].Text);
        Assert.True(read[1].Text == large);
    }

    [Fact]
    public async Task What_breaks_a_limit_is_refused_whole()
    {
        await using var made = await CreateAsync(1);
        var tooMany = Enumerable.Range(0, StreamLimits.MaxRecordsPerPut + 1).Select(i => Entry("k", $"{i}")).ToArray();
        var tooLarge = Enumerable.Range(0, 11).Select(_ => Entry("k", new string('x', 1_000_000))).ToArray();
        PutEntry[][] puts =
        [
            tooMany,
            tooLarge,
            [Entry("k", "good"), Entry("k", new string('x', StreamLimits.MaxRecordBytes))],
            [Entry("k", "good"), Entry(string.Empty, "x")],
            [Entry("k", "good"), Entry(new string('k', 257), "x")],
        ];
        foreach (var put in puts)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => made.Stream.PutAsync(put, Deadline.Token));
        }

        await made.Stream.PutAcceptedAsync(Entry("k", "only"));
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        Assert.Equal("only", Assert.Single(await made.Stream.ReadTextsAsync(shard, StreamPosition.TrimHorizon, 1)).Text);
    }
}
