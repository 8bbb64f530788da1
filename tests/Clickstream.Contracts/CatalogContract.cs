using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Contracts;

/// <summary>
/// What every catalog does. There is one, Glue: the local engine reads the manifests themselves. What both sides must have in common, that queries see
/// what the manifests publish, is <see cref="PublicationContract"/>.
/// </summary>
public abstract class CatalogContract
{
    private const int MoreThanOneCall = 130; // Glue takes 100 partitions a call, and deletes 25.

    private static readonly Hour First = new(17_000 * 24);

    /// <summary>Makes an empty catalog.</summary>
    protected abstract Task<ICatalog> CreateAsync();

    [Fact]
    public async Task Partitions_that_were_added_are_listed_with_their_folders()
    {
        var catalog = await CreateWithTableAsync();
        CatalogPartition[] partitions = [.. Enumerable.Range(0, MoreThanOneCall).Select(number => PartitionOf(number, "v1"))];
        await catalog.AddAsync(LakeTable.FactClicks, partitions, Deadline.Token);
        Assert.Equal(partitions, await ListAsync(catalog));
    }

    [Fact]
    public async Task Adding_a_partition_that_exists_moves_it()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1"), PartitionOf(2, "v1")], Deadline.Token);
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(2, "v2"), PartitionOf(3, "v1")], Deadline.Token);
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(2, "v2"), PartitionOf(3, "v1")], Deadline.Token);
        Assert.Equal([PartitionOf(1, "v1"), PartitionOf(2, "v2"), PartitionOf(3, "v1")], await ListAsync(catalog));
    }

    [Fact]
    public async Task Moving_a_partition_changes_its_folder_and_no_other()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1"), PartitionOf(2, "v1")], Deadline.Token);
        await catalog.MoveAsync(LakeTable.FactClicks, [PartitionOf(1, "v2")], Deadline.Token);
        await catalog.MoveAsync(LakeTable.FactClicks, [PartitionOf(1, "v2")], Deadline.Token);
        Assert.Equal([PartitionOf(1, "v2"), PartitionOf(2, "v1")], await ListAsync(catalog));
    }

    [Fact]
    public async Task Moving_what_is_not_there_is_refused_and_the_others_are_moved()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1")], Deadline.Token);
        await Assert.ThrowsAsync<CatalogException>(
            () => catalog.MoveAsync(LakeTable.FactClicks, [PartitionOf(9, "v2"), PartitionOf(1, "v2")], Deadline.Token));
        Assert.Equal([PartitionOf(1, "v2")], await ListAsync(catalog));
    }

    [Fact]
    public async Task Removing_passes_over_what_is_not_there()
    {
        var catalog = await CreateWithTableAsync();
        CatalogPartition[] partitions = [.. Enumerable.Range(0, MoreThanOneCall).Select(number => PartitionOf(number, "v1"))];
        await catalog.AddAsync(LakeTable.FactClicks, partitions, Deadline.Token);
        Hour[] gone = [.. Enumerable.Range(1, MoreThanOneCall).Select(HourOf)]; // The last one never was.
        await catalog.RemoveAsync(LakeTable.FactClicks, gone, Deadline.Token);
        await catalog.RemoveAsync(LakeTable.FactClicks, gone, Deadline.Token);
        Assert.Equal([partitions[0]], await ListAsync(catalog));
    }

    [Fact]
    public async Task Tables_do_not_share_partitions()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.EnsureTableAsync(LakeTable.EngagementMinutes, LakeLayout.Engagement, Deadline.Token);
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1")], Deadline.Token);
        Assert.Empty(await catalog.ListAsync(LakeTable.EngagementMinutes, Deadline.Token));
    }

    [Fact]
    public async Task A_table_that_is_made_again_keeps_its_partitions()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1")], Deadline.Token);
        await catalog.EnsureTableAsync(LakeTable.FactClicks, LakeLayout.FactClicks, Deadline.Token);
        Assert.Equal([PartitionOf(1, "v1")], await ListAsync(catalog));
    }

    [Fact]
    public async Task Partitions_of_a_table_that_was_never_made_are_refused()
    {
        var catalog = await CreateAsync();
        await Assert.ThrowsAsync<CatalogException>(() => catalog.AddAsync(LakeTable.FactClicks, [PartitionOf(1, "v1")], Deadline.Token));
    }

    [Fact]
    public async Task Nothing_changes_nothing()
    {
        var catalog = await CreateWithTableAsync();
        await catalog.AddAsync(LakeTable.FactClicks, [], Deadline.Token);
        await catalog.MoveAsync(LakeTable.FactClicks, [], Deadline.Token);
        await catalog.RemoveAsync(LakeTable.FactClicks, [], Deadline.Token);
        Assert.Empty(await ListAsync(catalog));
    }

    private async Task<ICatalog> CreateWithTableAsync()
    {
        var catalog = await CreateAsync();
        await catalog.EnsureTableAsync(LakeTable.FactClicks, LakeLayout.FactClicks, Deadline.Token);
        return catalog;
    }

    private static async Task<IEnumerable<CatalogPartition>> ListAsync(ICatalog catalog) =>
        (await catalog.ListAsync(LakeTable.FactClicks, Deadline.Token)).OrderBy(partition => partition.Hour);

    private static Hour HourOf(int number) => new(First.Number + number);

    private static CatalogPartition PartitionOf(int number, string version) =>
        new(HourOf(number), $"{LakeLayout.FactClicks}{HourOf(number).Partition}/{version}/");
}
