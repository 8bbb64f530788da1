using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Stream.Tests.Leases;

public class LeaseObservationsTests
{
    private static readonly Lease Row = new(new ShardId("0"), "b", 5, Checkpoint.TrimHorizon, 0, [], [], null);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_lease_seen_for_the_first_time_has_not_stood_still()
    {
        var observations = new LeaseObservations(_time);
        _time.Advance(TimeSpan.FromHours(1));
        observations.Observe([Row]);
        Assert.Equal(TimeSpan.Zero, observations.StoodStill(Row.Shard));
    }

    [Fact]
    public void A_counter_that_stands_still_ages_by_the_local_clock()
    {
        var observations = new LeaseObservations(_time);
        observations.Observe([Row]);
        _time.Advance(TimeSpan.FromSeconds(4));
        observations.Observe([Row]);
        Assert.Equal(TimeSpan.FromSeconds(4), observations.StoodStill(Row.Shard));
        observations.Observe([Row with { Counter = 6 }]);
        Assert.Equal(TimeSpan.Zero, observations.StoodStill(Row.Shard));
    }
}
