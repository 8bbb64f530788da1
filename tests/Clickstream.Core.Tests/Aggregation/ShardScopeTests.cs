using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Tests.Aggregation;

public class ShardScopeTests
{
    private static readonly IReadOnlyList<HashKeyRange> Halves = HashKeyRange.All.Divide(2);

    private static readonly string[] Keys = [.. Enumerable.Range(0, 100).Select(number => $"user-{number}")];

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
    public void A_record_with_parts_of_other_shards_is_a_stray_where_it_was_made_for_an_ancestor(int shard, int madeFor, bool isStray) =>
        Assert.Equal(isStray, ShardScope.Of(Shards[shard], Shards).IsStray(ShardScope.PartitionKeyFor(Id(madeFor)), Record(Keys)));

    [Theory]
    [InlineData("a")]
    [InlineData("shardId-000000000000")]
    [InlineData("user-17")]
    public void A_record_of_another_producer_is_never_a_stray(string partitionKey) =>
        Assert.False(ShardScope.Of(Shards[1], Shards).IsStray(partitionKey, Record(Keys)));

    [Fact]
    public void A_parent_counts_though_it_is_not_listed_any_more() =>
        Assert.True(ShardScope.Of(Shards[1], [Shards[1]]).IsStray(ShardScope.PartitionKeyFor(Id(0)), Record(Keys)));

    [Fact]
    public void A_record_is_a_stray_if_one_part_of_it_is_out_of_range_by_its_partition_key()
    {
        var low = Keys.Where(key => Halves[0].Contains(HashKey.Of(Encoding.UTF8.GetBytes(key)))).ToArray();
        var high = Keys.Except(low).ToArray();
        Assert.False(IsStrayInLow(Record(low)));
        Assert.True(IsStrayInLow(Record(high)));
        Assert.True(IsStrayInLow(Record([.. low, high[0]])));
        Assert.True(IsStrayInLow(Record([high[0], .. low])));
    }

    [Fact]
    public void Whoever_reads_afterwards_does_not_share_an_array_with_another_reader()
    {
        var low = Keys.Where(key => Halves[0].Contains(HashKey.Of(Encoding.UTF8.GetBytes(key)))).ToArray();
        Assert.False(IsStrayInLow(Record(low))); // Read to its end.
        Assert.True(AggregatedRecordReader.TryOpen(Record(low), out var reader));
        Assert.True(AggregatedRecordReader.TryOpen(Record([.. low.Select(key => $"another-{key}")]), out var other));
        Assert.True(reader.TryRead(out var user));
        Assert.Equal(low[0], Encoding.UTF8.GetString(user.PartitionKey));
        reader.Close();
        other.Close();
    }

    [Fact]
    public void An_explicit_hash_key_goes_before_the_partition_key()
    {
        Assert.False(IsStrayInLow(Record(Keys, Halves[0].End)));
        Assert.True(IsStrayInLow(Record(Keys, Halves[1].Start)));
    }

    [Fact]
    public void A_record_that_is_not_aggregated_is_no_stray() => Assert.False(IsStrayInLow("{}"u8.ToArray()));

    private static bool IsStrayInLow(byte[] record) => ShardScope.Of(Shards[1], Shards).IsStray(ShardScope.PartitionKeyFor(Id(0)), record);

    private static byte[] Record(string[] keys, UInt128? hashKey = null)
    {
        var builder = new AggregatedRecordBuilder();
        Array.ForEach(keys, key => builder.Add(Encoding.UTF8.GetBytes(key), hashKey, "{}"u8, default));
        return builder.Build().ToArray();
    }

    private static ShardId Id(int number) => new($"shardId-{number:000000000000}");

    private static Shard Of(int number, HashKeyRange range, int? parent = null, int? adjacent = null) =>
        new(Id(number), range, parent is { } a ? Id(a) : null, adjacent is { } b ? Id(b) : null, new SequenceNumber("1"), null);
}
