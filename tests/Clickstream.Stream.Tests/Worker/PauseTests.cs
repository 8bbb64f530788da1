using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>Work that is slow, and workers that are stopped for longer than their lease.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private static readonly WorkerOptions Daemon = WorkerRig.Options with { UntilIdle = false };

    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Work_that_takes_several_failovers_keeps_its_lease_and_goes_on()
    {
        var delivery = new SlowDelivery(_rig.Ports.Delivery);
        using var stop = new CancellationTokenSource();
        await _rig.PutAsync(200);
        var slow = WorkerRig.RunAsync(_rig.NewWorker(Daemon with { WorkerId = "slow" }, _rig.Ports with { Delivery = delivery }), stop.Token);
        await WorkerRig.UntilAsync(() => delivery.Calls > 0, "the worker is at it");
        var rival = WorkerRig.RunAsync(_rig.NewWorker(Daemon with { WorkerId = "rival" }), stop.Token);
        var before = await _rig.LeaseAsync(0);
        // Three renewals are a failover; nothing else moves the counter while the delivery hangs.
        await WorkerRig.UntilAsync(async () => (await _rig.LeaseAsync(0)).Counter >= before.Counter + 12, "four failovers have passed");
        Assert.Equal(("slow", before.Checkpoint), ((await _rig.LeaseAsync(0)).Owner, (await _rig.LeaseAsync(0)).Checkpoint));

        delivery.Go();
        await _rig.PutAsync(100);
        await WorkerRig.UntilAsync(async () => (await _rig.LeaseAsync(0)).Checkpoint != before.Checkpoint, "the checkpoint moves");
        Assert.Equal("slow", (await _rig.LeaseAsync(0)).Owner);
        await stop.CancelAsync();
        Assert.Equal(0, (await slow).LeasesLost);
        await rival;
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_worker_that_was_stopped_for_longer_than_its_lease_neither_publishes_nor_checkpoints()
    {
        var leases = new StoppedLeases(_rig.Leases);
        var delivery = new SlowDelivery(_rig.Ports.Delivery);
        delivery.Go();
        using var stop = new CancellationTokenSource();
        // It flushes so late that it has everything in memory when it is stopped.
        var options = Daemon with { WorkerId = "stopped", FlushAge = TimeSpan.FromMinutes(5) };
        var worker = _rig.NewWorker(options, _rig.Ports with { Leases = leases, Delivery = delivery });
        var running = WorkerRig.RunAsync(worker, stop.Token);
        await _rig.PutAsync(200);
        await WorkerRig.UntilAsync(() => worker.Feed.Shards.Sum(shard => shard.Counts.Read) == 200, "everything is read");
        leases.Stop();

        await WorkerRig.UntilAsync(async () => (await _rig.LeaseAsync(0)) is { Owner: not "stopped" } || await TakeOverAsync(), "another has taken over");
        var taken = await _rig.LeaseAsync(0);
        var alerts = _rig.Alerts().Count;
        await stop.CancelAsync(); // It is to flush all it has, and gets no answer before it goes on.
        leases.GoOn();
        var summary = await running;
        Assert.Equal((1, 0), (summary.LeasesLost, summary.Flushes));
        Assert.Equal(0, delivery.Calls);
        Assert.Equal(alerts, _rig.Alerts().Count);
        var row = await _rig.LeaseAsync(0);
        Assert.Equal((taken.Owner, taken.Checkpoint), (row.Owner, row.Checkpoint));
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    /// <summary>Lets another worker run until it has found the lease expired and read everything.</summary>
    private async Task<bool> TakeOverAsync()
    {
        await _rig.SettleAsync();
        return true;
    }
}
