using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Catalog;

/// <summary>A catalog in memory.</summary>
internal sealed class FolderCatalog : ICatalog
{
    private readonly Dictionary<string, SortedDictionary<Hour, CatalogPartition>> _tables = [];

    public string LocationOf(string key) => $"s3://lake/{key}";

    public Task EnsureTableAsync(LakeTable table, string folder, CancellationToken cancellationToken)
    {
        _tables.TryAdd(table.Name, []);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CatalogPartition>> ListAsync(LakeTable table, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CatalogPartition>>([.. _tables[table.Name].Values]);

    public Task AddAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken)
    {
        foreach (var partition in partitions)
        {
            _tables[table.Name][partition.Hour] = partition;
        }

        return Task.CompletedTask;
    }

    public Task MoveAsync(LakeTable table, IReadOnlyList<CatalogPartition> partitions, CancellationToken cancellationToken) =>
        AddAsync(table, partitions, cancellationToken);

    public Task RemoveAsync(LakeTable table, IReadOnlyList<Hour> hours, CancellationToken cancellationToken)
    {
        foreach (var hour in hours)
        {
            _tables[table.Name].Remove(hour);
        }

        return Task.CompletedTask;
    }
}
