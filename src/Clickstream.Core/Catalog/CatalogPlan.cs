using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>What makes the catalog of a table equal to its manifests. Pure.</summary>
/// <param name="Add">Hours that the catalog lacks.</param>
/// <param name="Move">Hours whose folder is another one.</param>
/// <param name="Remove">Hours that have no manifest.</param>
public sealed record CatalogPlan(IReadOnlyList<CatalogPartition> Add, IReadOnlyList<CatalogPartition> Move, IReadOnlyList<Hour> Remove)
{
    /// <summary>Compares the two.</summary>
    public static CatalogPlan For(IEnumerable<CatalogPartition> published, IEnumerable<CatalogPartition> listed)
    {
        var there = listed.ToDictionary(partition => partition.Hour, partition => partition.Folder);
        var wanted = published.OrderBy(partition => partition.Hour).ToList();
        return new CatalogPlan(
            [.. wanted.Where(partition => !there.ContainsKey(partition.Hour))],
            [.. wanted.Where(partition => there.TryGetValue(partition.Hour, out var folder) && folder != partition.Folder)],
            [.. there.Keys.Except(wanted.Select(partition => partition.Hour)).Order()]);
    }
}
