using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Tests.Worker;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Leases;

public sealed class HeldLeaseTests : IDisposable
{
    private static readonly ShardId Shard = new("shardId-000000000000");
    private static readonly Checkpoint Seven = Checkpoint.After(new SequenceNumber("7"));

    private readonly WorkerRig _rig = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _rig.Remove();

    [Fact]
    public async Task A_lease_that_another_worker_took_is_found_lost_and_its_checkpoint_does_not_move()
    {
        var held = await TakeAsync("a");
        await _rig.Leases.TakeAsync(held.Row, "thief", CancellationToken.None);

        Assert.False(await held.CheckpointAsync(Seven, [], CancellationToken.None));
        Assert.True(held.Lost.IsCancellationRequested);
        Assert.False(await held.RenewAsync(CancellationToken.None));
        Assert.Equal(Checkpoint.TrimHorizon, (await RowAsync()).Checkpoint);
    }

    [Fact]
    public async Task A_worker_that_was_stopped_for_long_asks_before_it_has_an_effect()
    {
        var held = await TakeAsync("a");
        await _rig.Leases.TakeAsync(held.Row, "thief", CancellationToken.None);

        Assert.True(await held.ConfirmAsync(CancellationToken.None)); // It was confirmed just now: nobody can have found it expired.
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await held.ConfirmAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_checkpoint_whose_answer_was_lost_may_be_repeated()
    {
        var held = await TakeAsync("a");
        await _rig.Leases.CheckpointAsync(held.Row, Seven, [], CancellationToken.None);
        await _rig.Leases.RenewAsync(await RowAsync(), CancellationToken.None);

        Assert.True(await held.CheckpointAsync(Seven, [], CancellationToken.None));
        Assert.True(await held.RenewAsync(CancellationToken.None));
        Assert.Equal(Seven, (await RowAsync()).Checkpoint);
    }

    [Fact]
    public async Task A_graceful_handover_lets_the_old_holder_checkpoint_and_then_goes_to_the_next()
    {
        var held = await TakeAsync("old");
        await _rig.Leases.DeleteAsync(held.Row, CancellationToken.None);
        await _rig.Leases.TryCreateAsync(held.Row with { Owner = "next", CheckpointOwner = "old" }, CancellationToken.None);

        Assert.True(await held.RenewAsync(CancellationToken.None));
        Assert.True(held.Handover.IsCancellationRequested);
        Assert.True(await held.CheckpointAsync(Seven, [], CancellationToken.None));
        await held.ReleaseAsync(CancellationToken.None);

        var row = await RowAsync();
        Assert.Equal(("next", null, Seven), (row.Owner, row.CheckpointOwner, row.Checkpoint));
    }

    [Fact]
    public async Task A_released_lease_is_free_at_once()
    {
        var held = await TakeAsync("a");
        await held.ReleaseAsync(CancellationToken.None);
        Assert.Null((await RowAsync()).Owner);
        Assert.False(await held.RenewAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Renewals_and_checkpoints_at_the_same_time_do_not_lose_the_lease()
    {
        var held = await TakeAsync("a");
        var renewals = Enumerable.Range(0, 20).Select(_ => held.RenewAsync(CancellationToken.None));
        var checkpoints = Enumerable.Range(1, 20).Select(number =>
            held.CheckpointAsync(Checkpoint.After(new SequenceNumber($"{number}")), [], CancellationToken.None));
        Assert.All(await Task.WhenAll(renewals.Concat(checkpoints)), Assert.True);
    }

    private async Task<HeldLease> TakeAsync(string owner)
    {
        await _rig.Leases.TryCreateAsync(new Lease(Shard, null, 0, Checkpoint.TrimHorizon, 0, [], [], null), CancellationToken.None);
        var taken = await _rig.Leases.TakeAsync(await RowAsync(), owner, CancellationToken.None);
        return new HeldLease(_rig.Leases, taken!, new LeaseOptions { Owner = owner, Failover = TimeSpan.FromSeconds(3) }, _time);
    }

    private async Task<Lease> RowAsync() => (await _rig.Leases.GetAsync(Shard, CancellationToken.None))!;
}
