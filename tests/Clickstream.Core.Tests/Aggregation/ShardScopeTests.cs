using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Tests.Aggregation;

public class ShardScopeTests
{
    private static readonly IReadOnlyList<HashKeyRange> Halves = HashKeyRange.All.Divide(2);

    // 0 was split into 1 and 2, and 2 was merged with 3 into 4.
    private static readonly Shard[] Shards =
    [
        Of(0, HashKeyRange.All), Of(1, Halves[0], 0), Of(2, Halves[1], 0), Of(3, Halves[1]), Of(4, Halves[1], 2, 3), Of(5, HashKeyRange.All),
    ];

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(4, 2, true)]
    [InlineData(4, 3, true)]
    [InlineData(4, 0, true)] // A grandparent.
    [InlineData(1, 1, false)]
    [InlineData(1, 2, false)] // A sibling: nothing that was made for it can land here.
    [InlineData(4, 5, false)]
    [InlineData(0, 1, false)]
    public void A_record_is_a_stray_where_it_was_made_for_an_ancestor(int shard, int madeFor, bool isStray) =>
        Assert.Equal(isStray, ShardScope.Of(Shards[shard], Shards).IsStray(ShardScope.PartitionKeyFor(Id(madeFor))));

    [Theory]
    [InlineData("a")]
    [InlineData("shardId-000000000000")]
    [InlineData("user-17")]
    public void A_record_of_another_producer_is_never_a_stray(string partitionKey) =>
        Assert.False(ShardScope.Of(Shards[1], Shards).IsStray(partitionKey));

    [Fact]
    public void A_parent_counts_though_it_is_not_listed_any_more() =>
        Assert.True(ShardScope.Of(Shards[1], [Shards[1]]).IsStray(ShardScope.PartitionKeyFor(Id(0))));

    [Fact]
    public void A_user_record_belongs_to_the_shard_of_its_explicit_hash_key_or_else_of_its_partition_key()
    {
        var (low, high) = (ShardScope.Of(Shards[1], Shards), ShardScope.Of(Shards[2], Shards));
        for (var i = 0; i < 100; i++)
        {
            var key = Encoding.UTF8.GetBytes($"user-{i}");
            var isLow = Halves[0].Contains(HashKey.Of(key));
            Assert.Equal(isLow, low.Holds(new UserRecord { PartitionKey = key }));
            Assert.Equal(!isLow, high.Holds(new UserRecord { PartitionKey = key }));
            Assert.True(high.Holds(new UserRecord { PartitionKey = key, ExplicitHashKey = Halves[1].Start }));
            Assert.False(low.Holds(new UserRecord { PartitionKey = key, ExplicitHashKey = Halves[1].Start }));
        }
    }

    private static ShardId Id(int number) => new($"shardId-{number:000000000000}");

    private static Shard Of(int number, HashKeyRange range, int? parent = null, int? adjacent = null) =>
        new(Id(number), range, parent is { } a ? Id(a) : null, adjacent is { } b ? Id(b) : null, new SequenceNumber("1"), null);
}
