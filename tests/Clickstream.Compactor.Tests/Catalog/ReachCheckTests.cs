using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Catalog;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Tests.Catalog;

public sealed class ReachCheckTests
{
    private readonly TestLake _lake = new();

    [Fact]
    public async Task What_is_compacted_is_reached()
    {
        await CompactAsync();
        var (objects, problems) = await new ReachCheck(_lake.Store, null, new DdlOptions()).RunAsync(CancellationToken.None);
        Assert.Empty(problems);
        Assert.True(objects > 5, $"{objects} objects were looked at");
    }

    [Theory]
    [InlineData("raw/clickstream/2026/3/1/9/part-0.json")]
    [InlineData("raw/clickstream/2026/03/01/9/part-0.json")]
    [InlineData("raw/clickstream/2026/03/01/part-0.json")]
    [InlineData("raw/clickstream/2026/03/01/09/more/part-0.json")]
    [InlineData("raw/clickstream/2026/02/30/09/part-0.json")]
    [InlineData("landing/clickstream/year=2026/month=03/day=01/hour=9/part-0.json.gz")]
    [InlineData("quarantine/2026/03/01/24/part-0.json.gz")]
    [InlineData("curated/fact_clicks/year=2026/month=03/day=01/hour=9/manifest.json")]
    public async Task An_object_in_a_folder_that_is_no_partition_is_found(string key)
    {
        await CompactAsync();
        _lake.Store[key] = [1];
        Assert.Equal(key, Assert.Single(await ProblemsAsync(new DdlOptions())).Place);
    }

    [Fact]
    public async Task Projection_reaches_no_further_than_its_years()
    {
        _lake.Store["raw/clickstream/2018/12/31/23/part-0.json"] = [1];
        Assert.Empty(await ProblemsAsync(new DdlOptions()));
        var problem = Assert.Single(await ProblemsAsync(new DdlOptions { Partitions = PartitionSource.Projection }));
        Assert.Contains("2019 to 2035", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_published_file_that_is_gone_or_changed_is_found()
    {
        await CompactAsync();
        var files = _lake.Manifest(TestLake.FirstHour).Files;
        _lake.Store[files[0].Key] = [1];
        Assert.Equal(files[0].Key, Assert.Single(await ProblemsAsync(new DdlOptions())).Place);
        await _lake.Store.DeleteAsync(new(files[0].Key), CancellationToken.None);
        Assert.Contains("not there", Assert.Single(await ProblemsAsync(new DdlOptions())).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_file_that_is_missing_or_behind_or_too_many_is_found()
    {
        await CompactAsync();
        var catalog = new FolderCatalog();
        await new CatalogSync(_lake.Store, catalog).RebuildAsync(CancellationToken.None);
        var check = new ReachCheck(_lake.Store, catalog, new DdlOptions());
        Assert.Empty((await check.RunAsync(CancellationToken.None)).Problems);

        var link = LinkFile.KeyOf(LakeTable.FactClicks, TestLake.FirstHour);
        var content = _lake.Store[link.Value];
        _lake.Store[link.Value] = [.. content, (byte)'x'];
        Assert.Equal(link.Value, Assert.Single((await check.RunAsync(CancellationToken.None)).Problems).Place);
        await _lake.Store.DeleteAsync(link, CancellationToken.None);
        Assert.Contains("missing", Assert.Single((await check.RunAsync(CancellationToken.None)).Problems).Problem, StringComparison.Ordinal);
        _lake.Store[link.Value] = content;

        var stray = link.Value.Replace("hour=00", "hour=0", StringComparison.Ordinal);
        _lake.Store[stray] = content;
        Assert.Equal(stray, Assert.Single((await check.RunAsync(CancellationToken.None)).Problems).Place);
        await _lake.Store.DeleteAsync(new(stray), CancellationToken.None);

        await catalog.RemoveAsync(LakeTable.EngagementMinutes, [TestLake.FirstHour], CancellationToken.None);
        await catalog.RemoveAsync(LakeTable.FactClicks, [TestLake.FirstHour], CancellationToken.None);
        Assert.Contains("lacks", Assert.Single((await check.RunAsync(CancellationToken.None)).Problems, problem => problem.Table == "fact_clicks").Problem, StringComparison.Ordinal);
    }

    private async Task CompactAsync()
    {
        _lake.Flush(RandomTraffic.Make(new Random(5), 50), RandomTraffic.Shard(0), 0, 1000);
        Assert.True((await _lake.CompactAsync()).Succeeded);
    }

    private async Task<IReadOnlyList<ReachProblem>> ProblemsAsync(DdlOptions options) =>
        (await new ReachCheck(_lake.Store, null, options).RunAsync(CancellationToken.None)).Problems;
}
