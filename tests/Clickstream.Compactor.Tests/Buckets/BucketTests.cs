using System.Text;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Buckets;

public sealed class BucketTests
{
    [Fact]
    public async Task An_hour_above_the_target_size_has_buckets_and_each_visitor_is_in_the_one_of_its_hash()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(4), 200);
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), 0, 10_000);
        }

        await lake.CompactAsync(new CompactOptions { TargetFileSize = 300 });
        var manifest = lake.Manifest(TestLake.FirstHour);
        var bits = BucketPlan.BitsOf(manifest);
        Assert.InRange(bits, 2, 10);
        Assert.Equal(manifest.Accepted, manifest.Buckets.Sum(bucket => bucket.Rows));
        foreach (var bucket in manifest.Buckets)
        {
            var columns = new FactColumns();
            foreach (var file in bucket.Files)
            {
                using var content = new MemoryStream(lake.Store[file.Key], writable: false);
                await FactFileReader.ReadAsync(content, columns, CancellationToken.None);
            }

            Assert.Equal(bucket.Rows, columns.Count);
            for (var row = 0; row < columns.Count; row++)
            {
                var hash = VisitorHash.Of(columns[TextField.UserId].Text(row), columns[TextField.AnonymousId].Text(row), columns.ClickIds[row]);
                Assert.True(VisitorHash.BucketOf(hash, bits) == bucket.Number, Encoding.UTF8.GetString(columns.ClickIds[row]));
            }
        }
    }

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(38 << 20, 0)]
    [InlineData(48 << 20, 1)]
    [InlineData(1L << 30, 5)]
    public void The_number_of_buckets_follows_the_size_and_the_memory(long bytes, int bits) =>
        Assert.Equal(bits, BucketPlan.BitsFor(bytes, null, new CompactOptions { Parallelism = 2 }));

    [Fact]
    public void With_more_memory_files_come_near_the_target_size() =>
        Assert.Equal(2, BucketPlan.BitsFor(1L << 30, null, new CompactOptions { Parallelism = 2, MaxMemory = 16L << 30 }));
}
