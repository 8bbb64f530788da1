using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Lake;

public sealed class PublishedLakeTests
{
    [Fact]
    public async Task Manifests_are_read_side_by_side_and_stay_in_order()
    {
        var lake = new TestLake();
        var inputs = Enumerable.Range(0, 8).Select(number => new TestInput(
            RandomTraffic.Shard(0), number, 0, $"c{number}", new Hour(TestLake.FirstHour.Number + number).Start.Microseconds)).ToArray();
        lake.Flush(inputs, RandomTraffic.Shard(0), 0, 10);
        Assert.True((await lake.CompactAsync()).Succeeded);
        var read = await PublishedLake.ReadAsync(new GatheringStore(lake.Store, inputs.Length), CancellationToken.None);
        Assert.Equal(inputs.Select(input => input.Hour.Path), read.Facts.Select(manifest => manifest.Hour));
    }
}
