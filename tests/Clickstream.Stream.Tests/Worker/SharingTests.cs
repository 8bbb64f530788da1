using System.Collections.Concurrent;
using Clickstream.Core.Engagement;
using Clickstream.Core.Leases;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

public sealed class SharingTests : IAsyncLifetime
{
    private static readonly WorkerOptions Daemon = WorkerRig.Options with { UntilIdle = false };

    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(6, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_new_worker_gets_its_share_from_one_that_has_everything()
    {
        using var stop = new CancellationTokenSource();
        var first = WorkerRig.RunAsync(_rig.NewWorker(Daemon with { WorkerId = "first" }), stop.Token);
        await WorkerRig.UntilAsync(() => OwnsAsync("first", 6), "the first worker has all leases");
        await _rig.PutAsync(200);
        var second = WorkerRig.RunAsync(_rig.NewWorker(Daemon with { WorkerId = "second" }), stop.Token);
        await WorkerRig.UntilAsync(async () => await OwnsAsync("first", 3) && await OwnsAsync("second", 3), "both have half");
        await _rig.PutAsync(200);
        await stop.CancelAsync();
        await Task.WhenAll(first, second);
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task Three_workers_share_under_load_and_one_dies()
    {
        using var stop = new CancellationTokenSource();
        using var kill = new CancellationTokenSource();
        using var victim = _rig.NewWorker(Daemon with { WorkerId = "victim" });
        var dying = victim.RunAsync(CancellationToken.None, kill.Token);
        var others = new[] { "a", "b" }.Select(id => WorkerRig.RunAsync(_rig.NewWorker(Daemon with { WorkerId = id }), stop.Token)).ToArray();
        var load = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                await _rig.PutAsync(50);
        });
        await WorkerRig.UntilAsync(() => OwnsAsync("victim", 2), "the victim has its share");
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying);
        await WorkerRig.UntilAsync(async () => await OwnsAsync("a", 3) && await OwnsAsync("b", 3), "the others have taken over");
        await load;
        await stop.CancelAsync();
        await Task.WhenAll(others);
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task Two_workers_until_idle_both_end()
    {
        await _rig.PutAsync(600);
        var summaries = await Task.WhenAll(_rig.SettleAsync(), _rig.SettleAsync());
        Assert.True(summaries.Sum(summary => summary.Inputs.Read) >= 600);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_lease_that_is_stolen_while_its_shard_is_read_is_lost_without_an_effect()
    {
        await _rig.PutAsync(100);
        using var stop = new CancellationTokenSource();
        var worker = _rig.NewWorker(Daemon with { WorkerId = "owner", FlushAge = TimeSpan.FromMinutes(1), Failover = TimeSpan.FromSeconds(6) });
        var running = WorkerRig.RunAsync(worker, stop.Token);
        await WorkerRig.UntilAsync(() => worker.Feed.Shards.Sum(shard => shard.Counts.Read) == 100, "everything is read, nothing flushed");
        foreach (var lease in await _rig.Leases.ListAsync(CancellationToken.None))
            await StealAsync(lease);

        // It is told to flush everything before it can know of the loss.
        await stop.CancelAsync();
        var summary = await running;
        Assert.Equal(6, summary.LeasesLost);
        Assert.Equal(0, summary.Flushes);
        Assert.All(await _rig.Leases.ListAsync(CancellationToken.None), lease => Assert.Equal(Checkpoint.TrimHorizon, lease.Checkpoint));
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task Shards_split_and_merged_under_load_are_read_parents_first()
    {
        using var stop = new CancellationTokenSource();
        var worker = _rig.NewWorker(Daemon);
        var running = WorkerRig.RunAsync(worker, stop.Token);
        await _rig.PutAsync(300);
        var shards = await _rig.Stream.ListShardsAsync(CancellationToken.None);
        await _rig.Stream.SplitAsync(shards[0].Id, shards[0].HashKeys.Start + 1000, CancellationToken.None);
        await _rig.PutAsync(300);
        await _rig.Stream.MergeAsync(shards[3].Id, shards[4].Id, CancellationToken.None);
        await _rig.PutAsync(300);
        await WorkerRig.UntilAsync(
            () => worker.Feed.Shards.Count(shard => shard.Activity == ShardActivity.Ended) == 3
                && worker.Feed.Shards.Count(shard => shard.Owner is not null) == 6,
            "three parents have ended and their children are read");
        await stop.CancelAsync();
        Assert.Equal(3, (await running).ShardsEnded);
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task An_idle_shard_closes_its_minutes_while_others_go_on()
    {
        using var stop = new CancellationTokenSource();
        var worker = _rig.NewWorker(Daemon with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        var minutes = new ConcurrentQueue<MinuteResult>();
        using var subscription = worker.Feed.Minutes.Subscribe(minutes.Enqueue);
        await _rig.PutAsync(1); // One event, in one shard: its minute would never be past by the watermark.
        var running = WorkerRig.RunAsync(worker, stop.Token);
        await WorkerRig.UntilAsync(() => minutes.Any(minute => minute.State == MinuteState.Final), "the minute is final");
        await WorkerRig.UntilAsync(() => worker.Feed.Shards.Any(shard => shard.Activity == ShardActivity.Idle), "the shard shows as idle");
        Assert.True(worker.Feed.Readiness.IsReady);
        await stop.CancelAsync();
        await running;
        await _rig.AssertExactAsync();
    }

    private async Task StealAsync(Lease lease)
    {
        // The owner may renew in between; a thief tries again.
        while (await _rig.Leases.TakeAsync(lease, "thief", CancellationToken.None) is null)
            lease = (await _rig.Leases.GetAsync(lease.Shard, CancellationToken.None))!;
    }

    private async Task<bool> OwnsAsync(string owner, int count) =>
        (await _rig.Leases.ListAsync(CancellationToken.None)).Count(lease => lease.Owner == owner) == count;
}
