using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;

namespace Clickstream.Stream.Tests.Leases;

public class ShardSyncTests
{
    [Fact]
    public void From_the_beginning_every_shard_gets_a_lease_open_or_closed() =>
        Assert.Equal(
            [("0", "TRIM_HORIZON"), ("1", "TRIM_HORIZON"), ("2", "TRIM_HORIZON")],
            Sync([Closed("0"), Open("1", "0"), Open("2", "0")], [], Checkpoint.TrimHorizon));

    [Fact]
    public void From_the_latest_record_on_closed_shards_are_left_out() =>
        Assert.Equal([("1", "LATEST"), ("2", "LATEST")], Sync([Closed("0"), Open("1", "0"), Open("2", "0")], [], Checkpoint.Latest));

    [Fact]
    public void Children_of_a_known_shard_begin_at_their_oldest_record() =>
        Assert.Equal(
            [("1", "TRIM_HORIZON"), ("2", "TRIM_HORIZON")],
            Sync([Closed("0"), Open("1", "0"), Open("2", "0")], ["0"], Checkpoint.Latest));

    [Fact]
    public void Children_of_a_known_shard_begin_at_the_time_too_since_it_may_lie_behind_the_split() =>
        Assert.Equal(
            [("1", "AT_TIMESTAMP"), ("2", "AT_TIMESTAMP")],
            Sync([Closed("0"), Open("1", "0"), Open("2", "0")], ["0"], new Checkpoint("AT_TIMESTAMP")));

    [Fact]
    public void Leases_that_are_created_at_once_are_never_parent_and_child()
    {
        Lease[] missing = [.. new[] { Closed("0"), Closed("1"), Closed("2"), Open("3", "2"), Open("4", "3"), Open("5") }.Select(
            shard => Lease.For(shard, Checkpoint.TrimHorizon))];
        Assert.Equal(["0 1", "2", "3", "4 5"], ShardSync.InSteps(missing, 2).Select(step => string.Join(' ', step.Select(lease => lease.Shard))));
    }

    [Fact]
    public void Two_reshardings_between_two_looks_lose_nothing() =>
        Assert.Equal(
            [("1", "TRIM_HORIZON"), ("2", "TRIM_HORIZON"), ("3", "TRIM_HORIZON")],
            Sync([Closed("0"), Closed("1", "0"), Open("2", "0"), Open("3", "1")], ["0"], Checkpoint.Latest));

    [Fact]
    public void A_closed_shard_that_was_left_out_is_not_added_later() =>
        Assert.Empty(Sync([Closed("0"), Open("1", "0"), Open("2", "0")], ["1", "2"], Checkpoint.TrimHorizon));

    [Fact]
    public void A_merged_shard_follows_both_of_its_parents()
    {
        var merged = new Shard(new ShardId("2"), HashKeyRange.All, new ShardId("0"), new ShardId("1"), new SequenceNumber("1"), null);
        var lease = Assert.Single(ShardSync.MissingLeases([Closed("0"), Closed("1"), merged], [LeaseOf("0"), LeaseOf("1")], Checkpoint.TrimHorizon));
        Assert.Equal(["0", "1"], lease.Parents.Select(parent => parent.Value));
    }

    private static IEnumerable<(string, string)> Sync(Shard[] shards, string[] leased, Checkpoint start) =>
        ShardSync.MissingLeases(shards, [.. leased.Select(LeaseOf)], start).Select(lease => (lease.Shard.Value, lease.Checkpoint.Value));

    private static Lease LeaseOf(string shard) => new(new ShardId(shard), "a", 1, Checkpoint.ShardEnd, 0, [], [], null);

    private static Shard Open(string id, string? parent = null) =>
        new(new ShardId(id), HashKeyRange.All, parent is null ? null : new ShardId(parent), null, new SequenceNumber("1"), null);

    private static Shard Closed(string id, string? parent = null) => Open(id, parent) with { End = new SequenceNumber("9") };
}
