using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Tests.Shards;

public class ParentStatesTests
{
    private static readonly Checkpoint Read = Checkpoint.After(new SequenceNumber("7"));
    private static readonly Lease Parent = Row("0", Checkpoint.ShardEnd) with { Children = [Id("1"), Id("2")] };

    [Fact]
    public void An_end_state_is_kept_until_every_child_has_its_own()
    {
        Assert.Empty(NotNeeded(Child("1", Read), Parent, Child("2", Checkpoint.TrimHorizon)));
        Assert.Empty(NotNeeded(Child("1", Read), Parent)); // The other child has no lease yet.
        Assert.Equal([Id("0")], NotNeeded(Child("1", Read), Parent, Child("2", Read)));
        Assert.Equal([Id("0")], NotNeeded(Child("1", Read), Parent, Child("2", Checkpoint.ShardEnd)));
    }

    [Fact]
    public void An_end_state_is_kept_while_the_children_are_unknown_or_the_parent_is_read() =>
        Assert.All(
            [Parent with { Children = [] }, Parent with { Checkpoint = Read }],
            parent => Assert.Empty(NotNeeded(Child("1", Read), parent, Child("2", Read))));

    private static IReadOnlyList<ShardId> NotNeeded(Lease child, params Lease[] others) => ParentStates.NotNeeded(child, [child, .. others]);

    private static Lease Child(string shard, Checkpoint checkpoint) => Row(shard, checkpoint) with { Parents = [Id("0")] };

    private static Lease Row(string shard, Checkpoint checkpoint) => new(Id(shard), null, 0, checkpoint, 0, [], [], null);

    private static ShardId Id(string shard) => new(shard);
}
