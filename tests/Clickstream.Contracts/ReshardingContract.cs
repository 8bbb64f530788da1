using Clickstream.Core.Streams;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Contracts;

/// <summary>What every event stream does when shards are split and merged.</summary>
public abstract class ReshardingContract
{
    /// <summary>Makes an empty stream.</summary>
    protected abstract Task<StreamUnderTest> CreateAsync(int shards);

    [Fact]
    public async Task A_split_closes_the_shard_and_opens_two_children()
    {
        await using var made = await CreateAsync(1);
        var parent = (await made.Stream.ListShardsAsync(Deadline.Token))[0];
        await made.Stream.PutAcceptedAsync(Entry("a", "1"), Entry("b", "2"));
        var middle = UInt128.MaxValue / 2;
        await made.Administration.SplitAsync(parent.Id, middle, Deadline.Token);

        var shards = await made.Stream.ListShardsAsync(Deadline.Token);
        var children = shards.Where(shard => shard.IsOpen).ToArray();
        Assert.False(shards.Single(shard => shard.Id == parent.Id).IsOpen);
        HashKeyRange[] halves = [new(0, middle - 1), new(middle, UInt128.MaxValue)];
        Assert.Equal(halves, children.Select(child => child.HashKeys));
        Assert.All(children, child => Assert.Equal([parent.Id], child.Parents));

        var (texts, next) = await made.Stream.ReadToEndAsync(parent.Id);
        Assert.Equal(["1", "2"], texts);
        Assert.Equal(children.Select(child => child.Id), next.Select(child => child.Id));
    }

    [Fact]
    public async Task A_merge_closes_both_shards_and_opens_one_child()
    {
        await using var made = await CreateAsync(2);
        var parents = await made.Stream.ListShardsAsync(Deadline.Token);
        await made.Stream.PutAcceptedAsync(Entry("a", "left", 0), Entry("a", "right", UInt128.MaxValue));
        await made.Administration.MergeAsync(parents[0].Id, parents[1].Id, Deadline.Token);

        var child = Assert.Single(await made.Stream.ListShardsAsync(Deadline.Token), shard => shard.IsOpen);
        Assert.Equal(HashKeyRange.All, child.HashKeys);
        Assert.Equal(parents.Select(parent => parent.Id), child.Parents);
        Assert.Equal(["left"], (await made.Stream.ReadToEndAsync(parents[0].Id)).Texts);
        Assert.Equal(["right"], (await made.Stream.ReadToEndAsync(parents[1].Id)).Texts);
    }

    [Fact]
    public async Task Records_of_a_key_after_a_split_have_greater_numbers_than_before()
    {
        await using var made = await CreateAsync(1);
        var parent = (await made.Stream.ListShardsAsync(Deadline.Token))[0];
        var before = await made.Stream.PutAcceptedAsync(Entry("a", "before"));
        await made.Administration.SplitAsync(parent.Id, UInt128.MaxValue / 3, Deadline.Token);
        var after = await made.Stream.PutAcceptedAsync(Entry("a", "after"));
        Assert.NotEqual(before[0].Shard, after[0].Shard);
        Assert.True(before[0].SequenceNumber < after[0].SequenceNumber);
    }

    [Fact]
    public async Task A_reader_that_waits_learns_of_the_end_of_its_shard()
    {
        await using var made = await CreateAsync(1);
        var parent = (await made.Stream.ListShardsAsync(Deadline.Token))[0];
        var isSplit = false;
        await foreach (var page in made.Stream.ReadAsync(parent.Id, StreamPosition.Latest, Deadline.Token))
        {
            using (page)
            {
                if (page.IsShardEnd)
                {
                    Assert.Equal(2, page.Children!.Count);
                    return;
                }
            }

            if (!isSplit)
            {
                await made.Administration.SplitAsync(parent.Id, UInt128.MaxValue / 2, Deadline.Token);
                isSplit = true;
            }
        }

        Assert.Fail("The read ended without saying that the shard has ended.");
    }

    [Fact]
    public async Task A_read_behind_the_last_record_of_a_closed_shard_ends_at_once()
    {
        await using var made = await CreateAsync(1);
        var parent = (await made.Stream.ListShardsAsync(Deadline.Token))[0];
        var last = await made.Stream.PutAcceptedAsync(Entry("a", "last"));
        await made.Administration.SplitAsync(parent.Id, UInt128.MaxValue / 2, Deadline.Token);
        var pages = new List<(int Records, bool IsEnd)>();
        await foreach (var page in made.Stream.ReadAsync(parent.Id, new StreamPosition.After(last[0].SequenceNumber), Deadline.Token))
        {
            using (page)
            {
                pages.Add((page.Records.Count, page.IsShardEnd));
            }
        }

        Assert.Equal(0, pages.Sum(page => page.Records));
        Assert.True(pages[^1].IsEnd);
    }

    [Fact]
    public async Task What_is_closed_cannot_be_split_or_merged_again()
    {
        await using var made = await CreateAsync(1);
        var parent = (await made.Stream.ListShardsAsync(Deadline.Token))[0];
        await made.Administration.SplitAsync(parent.Id, UInt128.MaxValue / 2, Deadline.Token);
        var open = (await made.Stream.ListShardsAsync(Deadline.Token)).Where(shard => shard.IsOpen).ToArray();

        await Assert.ThrowsAsync<InvalidOperationException>(() => made.Administration.SplitAsync(parent.Id, 5, Deadline.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => made.Administration.MergeAsync(parent.Id, open[0].Id, Deadline.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => made.Administration.SplitAsync(open[1].Id, open[1].HashKeys.Start, Deadline.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => made.Administration.SplitAsync(open[1].Id, 0, Deadline.Token));
    }

    [Fact]
    public async Task Shards_that_are_no_neighbours_cannot_be_merged()
    {
        await using var made = await CreateAsync(3);
        var shards = await made.Stream.ListShardsAsync(Deadline.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => made.Administration.MergeAsync(shards[0].Id, shards[2].Id, Deadline.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => made.Administration.MergeAsync(shards[0].Id, shards[0].Id, Deadline.Token));
    }
}
