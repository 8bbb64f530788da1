using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Tests.Leases.Simulation;
using Clickstream.Stream.Tests.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Leases;

public sealed class LeaseCoordinatorTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();
    private readonly SimulatedLeaseTable _table = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<HeldLease> _taken = [];

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_lease_that_is_handed_to_us_is_taken_when_its_old_holder_has_assigned_it()
    {
        var coordinator = Coordinator("next");
        var row = await HandedOverAsync("next", "old");
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Empty(_taken);

        // The old holder drains and checkpoints meanwhile, which moves the counter.
        _time.Advance(TimeSpan.FromSeconds(25));
        await _table.CheckpointAsync(row, new Checkpoint("7"), [], CancellationToken.None);
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(25));
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Empty(_taken);

        await _table.TakeAsync(_table.Rows[0], "next", CancellationToken.None);
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Equal(("next", null, new Checkpoint("7")), (Taken.Owner, Taken.CheckpointOwner, Taken.Checkpoint));
    }

    [Fact]
    public async Task A_lease_that_is_handed_to_us_by_a_holder_that_has_died_is_taken_after_30_seconds()
    {
        var coordinator = Coordinator("next");
        await HandedOverAsync("next", "dead");
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(29));
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Empty(_taken);
        _time.Advance(TimeSpan.FromSeconds(2));
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Equal(("next", null), (Taken.Owner, Taken.CheckpointOwner));
    }

    [Fact]
    public void The_next_listing_comes_within_a_quarter_of_its_period_or_soon_if_there_is_reason_to_hurry()
    {
        var options = new LeaseOptions { Owner = "a", Failover = TimeSpan.FromSeconds(12) };
        Assert.Equal((3, 4, 5), (Seconds(options, 0), Seconds(options, 0.5), Seconds(options, 1)));
        var slow = options with { ListEvery = TimeSpan.FromSeconds(12) };
        Assert.Equal((9, 12, 15), (Seconds(slow, 0), Seconds(slow, 0.5), Seconds(slow, 1)));
        Assert.InRange(slow.NextListingSoon(1), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        static double Seconds(LeaseOptions options, double random) => options.NextListing(random).TotalSeconds;
    }

    [Fact]
    public async Task A_renewal_that_hangs_does_not_hold_up_those_of_the_other_leases()
    {
        var shard = (await _rig.Stream.ListShardsAsync(CancellationToken.None))[0];
        foreach (var id in new[] { shard.Id, Other })
            Assert.True(await _table.TryCreateAsync(Lease.For(shard with { Id = id }, Checkpoint.TrimHorizon), CancellationToken.None));
        var options = new LeaseOptions { Owner = "a", Failover = TimeSpan.FromSeconds(10) };
        var coordinator = new LeaseCoordinator(new HangingLease(_table, Other), _rig.Stream, options, _time, NullLogger.Instance);
        await coordinator.TakeOnceAsync(_taken.Add, CancellationToken.None);
        Assert.Equal(2, _taken.Count);

        var before = _table.Rows.Single(row => row.Shard == shard.Id).Counter;
        for (var rounds = 1; rounds <= 3; rounds++)
        {
            var round = coordinator.RenewOnceAsync(CancellationToken.None);
            _time.Advance(options.RenewEvery);
            await round.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(before + rounds, _table.Rows.Single(row => row.Shard == shard.Id).Counter);
        }
    }

    private static ShardId Other { get; } = new("shardId-000000000007");

    private Lease Taken => Assert.Single(_taken).Row;

    private LeaseCoordinator Coordinator(string owner) =>
        new(_table, _rig.Stream, new LeaseOptions { Owner = owner, Failover = TimeSpan.FromSeconds(10) }, _time, NullLogger.Instance);

    /// <summary>A row as the leader of a KCL 3 application leaves it.</summary>
    private async Task<Lease> HandedOverAsync(string next, string old)
    {
        var shard = (await _rig.Stream.ListShardsAsync(CancellationToken.None))[0];
        var row = Lease.For(shard, Checkpoint.TrimHorizon) with { Owner = next, CheckpointOwner = old, Counter = 5 };
        Assert.True(await _table.TryCreateAsync(row, CancellationToken.None));
        return row;
    }

    /// <summary>A table that does not answer the renewal of one lease.</summary>
    private sealed class HangingLease(ILeaseStore inner, ShardId hung) : ILeaseStore
    {
        public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) => inner.GetAsync(shard, cancellationToken);

        public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) => inner.TryCreateAsync(lease, cancellationToken);

        public async Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken)
        {
            if (lease.Shard == hung)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return await inner.RenewAsync(lease, cancellationToken);
        }

        public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) => inner.TakeAsync(lease, owner, cancellationToken);

        public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => inner.EvictAsync(lease, cancellationToken);

        public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
            inner.CheckpointAsync(lease, checkpoint, children, cancellationToken);

        public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => inner.DeleteAsync(lease, cancellationToken);
    }
}
