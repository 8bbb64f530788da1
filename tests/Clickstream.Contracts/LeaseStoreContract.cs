using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Contracts;

/// <summary>What every lease store does: each update holds only under its condition, and losing is a value.</summary>
public abstract class LeaseStoreContract
{
    private static readonly ShardId Shard0 = new("shardId-000000000000");

    private static readonly Lease Free = new(
        Shard0, null, 0, Checkpoint.TrimHorizon, 0, [new ShardId("shardId-parent")], [], new HashKeyRange(7, UInt128.MaxValue));

    /// <summary>Makes an empty store.</summary>
    protected abstract Task<ILeaseStore> CreateAsync();

    [Fact]
    public async Task A_lease_is_created_once_and_comes_back_as_it_was()
    {
        var store = await CreateAsync();
        Assert.Null(await store.GetAsync(Shard0, Deadline.Token));
        Assert.True(await store.TryCreateAsync(Free, Deadline.Token));
        Assert.False(await store.TryCreateAsync(Free with { Counter = 9 }, Deadline.Token));
        var row = await store.GetAsync(Shard0, Deadline.Token);
        Assert.Equivalent(Free, row, strict: true);
        Assert.Equivalent(row, Assert.Single(await store.ListAsync(Deadline.Token)), strict: true);
    }

    [Fact]
    public async Task Leases_are_listed_in_order_of_shard()
    {
        var store = await CreateAsync();
        foreach (var name in new[] { "shardId-2", "shardId-0", "shardId-1" })
        {
            await store.TryCreateAsync(Free with { Shard = new ShardId(name) }, Deadline.Token);
        }

        Assert.Equal(["shardId-0", "shardId-1", "shardId-2"], (await store.ListAsync(Deadline.Token)).Select(lease => lease.Shard.Value));
    }

    [Fact]
    public async Task Taking_a_free_lease_makes_the_worker_its_owner()
    {
        var store = await CreateAsync();
        await store.TryCreateAsync(Free, Deadline.Token);
        var taken = await store.TakeAsync(Free, "worker-a", Deadline.Token);
        Assert.Equivalent(Free with { Owner = "worker-a", Counter = 1, OwnerSwitches = 1 }, taken, strict: true);
        Assert.Equivalent(taken, await store.GetAsync(Shard0, Deadline.Token), strict: true);
    }

    [Fact]
    public async Task Only_one_of_many_takers_wins()
    {
        var store = await CreateAsync();
        await store.TryCreateAsync(Free, Deadline.Token);
        var takes = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => store.TakeAsync(Free, $"worker-{i}", Deadline.Token))));
        var winner = Assert.Single(takes, lease => lease is not null);
        Assert.Equal(winner!.Owner, (await store.GetAsync(Shard0, Deadline.Token))!.Owner);
    }

    [Fact]
    public async Task A_lease_that_was_stolen_cannot_be_renewed_or_checkpointed()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        var stolen = await store.TakeAsync(mine, "worker-b", Deadline.Token);
        Assert.NotNull(stolen);
        Assert.Null(await store.RenewAsync(mine, Deadline.Token));
        Assert.Null(await store.CheckpointAsync(mine, new Checkpoint("17"), [], Deadline.Token));
        Assert.Null(await store.EvictAsync(mine, Deadline.Token));
        Assert.False(await store.DeleteAsync(mine, Deadline.Token));
        Assert.Equivalent(stolen, await store.GetAsync(Shard0, Deadline.Token), strict: true);
    }

    [Fact]
    public async Task Renewing_raises_the_counter_and_nothing_else()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        var renewed = await store.RenewAsync(mine, Deadline.Token);
        Assert.Equivalent(mine with { Counter = mine.Counter + 1 }, renewed, strict: true);
    }

    [Fact]
    public async Task A_renewal_whose_answer_was_lost_is_recognised()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        await store.RenewAsync(mine, Deadline.Token);
        var again = await store.RenewAsync(mine, Deadline.Token);
        Assert.Equal(mine.Counter + 1, again!.Counter);
        await store.RenewAsync(again, Deadline.Token);
        Assert.Null(await store.RenewAsync(mine, Deadline.Token));
    }

    [Fact]
    public async Task A_checkpoint_moves_and_clears_the_owner_switches()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        var moved = await store.CheckpointAsync(mine, new Checkpoint("123456789012345678901234567890", 4), [], Deadline.Token);
        Assert.Equal(new Checkpoint("123456789012345678901234567890", 4), moved!.Checkpoint);
        Assert.Equal(0, moved.OwnerSwitches);
        Assert.Equal(mine.Counter + 1, moved.Counter);
        Assert.Equal("worker-a", moved.Owner);
        Assert.Equal(moved.Checkpoint, (await store.CheckpointAsync(mine, moved.Checkpoint, [], Deadline.Token))?.Checkpoint);
        Assert.Null(await store.CheckpointAsync(mine, new Checkpoint("99"), [], Deadline.Token));
    }

    [Fact]
    public async Task The_end_of_a_shard_names_its_children()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        ShardId[] children = [new("shardId-1"), new("shardId-2")];
        var ended = await store.CheckpointAsync(mine, Checkpoint.ShardEnd, children, Deadline.Token);
        Assert.True(ended!.Checkpoint.IsShardEnd);
        Assert.Equal(children, (await store.GetAsync(Shard0, Deadline.Token))!.Children);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_for_the_next()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        var renewed = await store.RenewAsync(mine, Deadline.Token);
        var free = await store.EvictAsync(renewed!, Deadline.Token);
        Assert.Null(free!.Owner);
        Assert.Equal("worker-b", (await store.TakeAsync(free, "worker-b", Deadline.Token))!.Owner);
    }

    [Fact]
    public async Task A_lease_is_deleted_if_it_has_not_changed()
    {
        var store = await CreateAsync();
        var mine = await TakeAsync(store, "worker-a");
        Assert.False(await store.DeleteAsync(Free, Deadline.Token));
        Assert.True(await store.DeleteAsync(mine, Deadline.Token));
        Assert.Empty(await store.ListAsync(Deadline.Token));
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_taken()
    {
        var store = await CreateAsync();
        Assert.Null(await store.TakeAsync(Free, "worker-a", Deadline.Token));
        Assert.Null(await store.RenewAsync(Free with { Owner = "worker-a" }, Deadline.Token));
    }

    private static async Task<Lease> TakeAsync(ILeaseStore store, string owner)
    {
        await store.TryCreateAsync(Free, Deadline.Token);
        return (await store.TakeAsync(Free, owner, Deadline.Token))!;
    }
}
