using Clickstream.Compactor.Plan;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Compactor.Tests.Plan;

public sealed class HourPlanTests
{
    [Fact]
    public void Batches_that_share_no_record_are_read_without_looking_at_positions() =>
        Assert.Equal("1-5 All, 6-9 All", Plan([], "1-5", "6-9"));

    [Fact]
    public void A_batch_within_another_is_not_read() => Assert.Equal("1-5 Skip, 1-9 All, 3-4 Skip", Plan([], "1-5", "1-9", "3-4"));

    [Fact]
    public void Batches_that_overlap_are_checked() => Assert.Equal("1-5 Check, 10-11 All, 4-9 Check", Plan([], "1-5", "4-9", "10-11"));

    [Fact]
    public void A_batch_whose_records_are_in_the_version_is_not_read() => Assert.Equal("2-5 Skip, 6-9 All", Plan(["1-5"], "2-5", "6-9"));

    [Fact]
    public void A_batch_that_reaches_beyond_the_version_is_checked() => Assert.Equal("2-9 Check", Plan(["1-5"], "2-9"));

    [Fact]
    public void A_batch_that_the_manifest_names_is_not_planned() => Assert.Equal(string.Empty, Plan(["1-5"], "1-5"));

    [Fact]
    public void Numbers_are_compared_as_numbers() => Assert.Equal("10-11 All, 9-9 All", Plan([], "9-9", "10-11"));

    private static string Plan(string[] consumed, params string[] landed)
    {
        var manifest = consumed.Length == 0 ? null : Manifest([.. consumed.Select(Key)]);
        var plan = HourPlan.For(manifest, landed.Select(range => new ObjectInfo(Key(range), 1, DateTimeOffset.UnixEpoch)));
        return string.Join(", ", plan.Select(batch => $"{batch.Range!.Value.First}-{batch.Range.Value.Last} {batch.Reading}"));
    }

    private static ObjectKey Key(string range) => LakeLayout.MicroBatch(
        LakeLayout.Landing, TestLake.FirstHour, new ShardId("shardId-000000000001"), new SequenceNumber(range.Split('-')[0]), new SequenceNumber(range.Split('-')[1]));

    private static HourManifest Manifest(ObjectKey[] consumed) => new()
    {
        Hour = TestLake.FirstHour.Path,
        Version = "v1",
        Created = default,
        Buckets = [],
        Landed = 0,
        Accepted = 0,
        Duplicates = 0,
        Orders = 0,
        Revenue = new Dictionary<string, decimal>(),
        DuplicateRevenue = new Dictionary<string, decimal>(),
        Consumed = [.. consumed.Select(key => key.Name)],
        Covered = PositionRange.Merge(consumed.Select(key => MicroBatchName.RangeOf(key)!.Value)),
        Raw = [],
    };
}
