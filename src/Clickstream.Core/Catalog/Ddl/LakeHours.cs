using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog.Ddl;

/// <summary>Which hours the lake has, and what is published in them.</summary>
public static class LakeHours
{
    /// <summary>The hours of each folder that tables are partitioned in: of objects for JSON tables, of manifests for curated ones.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<Hour>>> ListAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var hours = new Dictionary<string, IReadOnlyList<Hour>>(StringComparer.Ordinal);
        foreach (var root in JsonTable.All.Select(table => table.Root).Concat(CatalogTable.Hourly.Select(table => table.ManifestRoot)).Distinct())
        {
            var found = new SortedSet<Hour>();
            await foreach (var info in store.ListAsync(root, cancellationToken).ConfigureAwait(false))
            {
                if (LakeLayout.HourOf(root, info.Key) is { } hour && (!CatalogTable.Hourly.Any(table => table.ManifestRoot == root) || info.Key.Name == LakeLayout.ManifestName))
                {
                    found.Add(hour);
                }
            }

            hours.Add(root, [.. found]);
        }

        return hours;
    }

    /// <summary>The published files of each table, of the hours in a range where it is hourly.</summary>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public static async Task<IReadOnlyList<(LakeTable Table, IReadOnlyList<DataFile> Files)>> FilesAsync(
        IObjectStore store, Hour first, Hour last, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var tables = new List<(LakeTable, IReadOnlyList<DataFile>)>();
        foreach (var table in CatalogTable.Hourly)
        {
            var files = new List<DataFile>();
            for (var hour = first; hour <= last; hour = new Hour(hour.Number + 1))
            {
                files.AddRange(await FilesOfAsync(store, table, table.ManifestOf(hour), cancellationToken).ConfigureAwait(false));
            }

            tables.Add((table.Table, files));
        }

        foreach (var table in CatalogTable.Whole)
        {
            tables.Add((table.Table, await FilesOfAsync(store, table, table.Manifest, cancellationToken).ConfigureAwait(false)));
        }

        return tables;
    }

    private static async Task<IReadOnlyList<DataFile>> FilesOfAsync(IObjectStore store, CatalogTable table, ObjectKey manifest, CancellationToken cancellationToken) =>
        await store.GetAsync(manifest, cancellationToken).ConfigureAwait(false) is { } stored ? table.FilesOf(manifest, stored.Content) : [];
}
