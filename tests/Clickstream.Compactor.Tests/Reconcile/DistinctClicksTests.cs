using Clickstream.Compactor.Reconcile;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Reconcile;

public sealed class DistinctClicksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public async Task A_click_id_that_two_files_have_is_found_however_few_are_compared_at_a_time(int perPass)
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(3), 120).Where(input => input.Hour == TestLake.FirstHour).ToList();
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 0, 1000);
        }

        Assert.True((await lake.CompactAsync(new CompactOptions { TargetFileSize = 500 })).Succeeded);
        IReadOnlyList<DataFile> files = lake.Manifest(TestLake.FirstHour).Files;
        Assert.True(files.Count > 2);
        var clicks = new DistinctClicks(lake.Store, perPass);
        Assert.Null(await clicks.FindTwiceAsync(files, CancellationToken.None));
        Assert.NotNull(await clicks.FindTwiceAsync([.. files, files[1]], CancellationToken.None));
    }
}
