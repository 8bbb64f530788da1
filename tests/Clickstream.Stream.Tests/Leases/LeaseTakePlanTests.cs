using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using CsCheck;

namespace Clickstream.Stream.Tests.Leases;

public class LeaseTakePlanTests
{
    private static readonly HashSet<ShardId> None = [];

    [Fact]
    public void A_lone_worker_takes_every_free_lease() =>
        Assert.Equal(5, Choose("a", [.. Free(5)]).Count);

    [Fact]
    public void Two_new_workers_take_no_more_than_half_each_once_they_know_of_each_other()
    {
        Lease[] table = [Held(0, "b"), .. Free(5).Skip(1)];
        Assert.Equal(3, Choose("a", table).Count);
    }

    [Fact]
    public void Expired_leases_are_taken_and_their_holder_is_not_counted()
    {
        Lease[] table = [Held(0, "dead"), Held(1, "dead"), Held(2, "a")];
        Assert.Equal(2, Choose("a", table, expired: [Id(0), Id(1)]).Count);
    }

    [Fact]
    public void One_lease_is_stolen_from_the_most_loaded_worker()
    {
        Lease[] table = [Held(0, "b"), Held(1, "b"), Held(2, "b"), Held(3, "c")];
        var stolen = Assert.Single(Choose("a", table));
        Assert.Equal("b", stolen.Owner);
    }

    [Fact]
    public void A_worker_that_is_known_steals_half_of_what_it_misses_from_several()
    {
        Lease[] table = [.. Enumerable.Range(0, 9).Select(number => Held(number, "b")), .. Enumerable.Range(9, 8).Select(number => Held(number, "c")), Held(17, "a")];
        var stolen = Choose("a", table);
        Assert.Equal(["b", "b"], stolen.Select(lease => lease.Owner).Order());
        Assert.Equal(2, stolen.Distinct().Count());
    }

    [Fact]
    public void Nothing_is_stolen_while_a_free_lease_is_there()
    {
        Lease[] table = [Held(0, "b"), Held(1, "b"), Held(2, "b"), Free(4)[3]];
        Assert.Null(Assert.Single(Choose("a", table)).Owner);
    }

    [Fact]
    public void Balanced_workers_leave_each_other_alone()
    {
        Lease[] table = [Held(0, "a"), Held(1, "b"), Held(2, "b")];
        Assert.Empty(Choose("a", table));
        Assert.Empty(Choose("b", table));
    }

    [Fact]
    public void A_worker_that_misses_two_steals_from_one_that_is_exactly_at_the_target()
    {
        Lease[] table = [Held(0, "b"), Held(1, "b"), Held(2, "c"), Held(3, "c")];
        Assert.Single(Choose("a", table));
    }

    [Fact]
    public void A_lease_in_a_graceful_handover_is_not_stolen()
    {
        Lease[] table = [Held(0, "b") with { CheckpointOwner = "c" }, Held(1, "b") with { CheckpointOwner = "c" }];
        Assert.Empty(Choose("a", table));
    }

    [Fact]
    public void A_child_is_not_taken_before_every_parent_is_at_its_end()
    {
        var child = Free(3)[2] with { Parents = [Id(0), Id(1)] };
        Lease ended = Free(1)[0] with { Checkpoint = Checkpoint.ShardEnd };
        Assert.Equal([Id(1)], Choose("a", [ended, Free(2)[1], child]).Select(lease => lease.Shard));
        Assert.Equal([Id(2)], Choose("a", [ended, Free(2)[1] with { Checkpoint = Checkpoint.ShardEnd }, child]).Select(lease => lease.Shard));
    }

    [Fact]
    public void A_parent_that_has_no_lease_any_more_does_not_hold_its_child_up() =>
        Assert.Single(Choose("a", [Free(1)[0] with { Parents = [new ShardId("gone")] }]));

    [Fact]
    public void Leases_at_their_end_are_nobodys_load()
    {
        Lease[] table = [Held(0, "a") with { Checkpoint = Checkpoint.ShardEnd }, Held(1, "b"), Held(2, "b")];
        Assert.Single(Choose("a", table));
    }

    [Fact]
    public void The_maximum_is_kept_even_if_leases_are_free() =>
        Assert.Equal(2, LeaseTakePlan.Choose(new LeaseSituation([.. Free(5)], "a", None, None, MaxLeases: 2), new Random(1)).Count);

    [Fact]
    public void Leases_that_nobody_took_for_three_failovers_are_taken_beyond_the_target()
    {
        Lease[] table = [Held(0, "a"), Held(1, "b"), Held(2, "dead")];
        var situation = new LeaseSituation(table, "a", new HashSet<ShardId> { Id(2) }, None);
        Assert.Single(LeaseTakePlan.Choose(situation, new Random(1)));
        Lease[] full = [Held(0, "a"), Held(3, "a"), Held(1, "b"), Held(2, "dead")];
        var dead = new HashSet<ShardId> { Id(2) };
        Assert.Empty(LeaseTakePlan.Choose(new LeaseSituation(full, "a", dead, None), new Random(1)));
        Assert.Single(LeaseTakePlan.Choose(new LeaseSituation(full, "a", dead, dead), new Random(1)));
    }

    [Fact]
    public void Any_number_of_workers_reaches_a_balance_and_then_rests() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 6], Gen.Int[0, 1000]).Sample((leases, workers, seed) =>
        {
            var table = Free(leases).ToDictionary(lease => lease.Shard);
            for (var round = 0; round < 40; round++)
            {
                foreach (var worker in Enumerable.Range(0, workers).Select(worker => $"w{worker}"))
                {
                    foreach (var lease in LeaseTakePlan.Choose(new LeaseSituation([.. table.Values], worker, None, None), new Random(seed + round)))
                        table[lease.Shard] = lease with { Owner = worker };
                }
            }

            var loads = table.Values.GroupBy(lease => lease.Owner).Select(group => group.Count()).ToList();
            Assert.DoesNotContain(table.Values, lease => lease.Owner is null);
            Assert.Equal(Math.Min(leases, workers), loads.Count);
            Assert.True(loads.Max() <= (leases + workers - 1) / workers);
            Assert.All(
                Enumerable.Range(0, workers),
                worker => Assert.Empty(LeaseTakePlan.Choose(new LeaseSituation([.. table.Values], $"w{worker}", None, None), new Random(seed))));
        });

    private static IReadOnlyList<Lease> Choose(string owner, Lease[] table, HashSet<ShardId>? expired = null) =>
        LeaseTakePlan.Choose(new LeaseSituation(table, owner, expired ?? None, None), new Random(7));

    private static ShardId Id(int number) => new($"shardId-{number:000000000000}");

    private static List<Lease> Free(int count) =>
        [.. Enumerable.Range(0, count).Select(number => new Lease(Id(number), null, 0, Checkpoint.TrimHorizon, 0, [], [], null))];

    private static Lease Held(int number, string owner) => Free(number + 1)[number] with { Owner = owner };
}
