using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog.Ddl;

/// <summary>
/// Proves that queries reach every object of the lake, and nothing else: each object of a JSON table lies in a folder that the table declares as a
/// partition, each published version has its link file, which names the files of the manifest and no others, and the catalog has the partitions of the
/// manifests. Folders such as <c>hour=9</c> beside <c>hour=09</c>, which are the same hour to a person and not to an engine, are found so.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="catalog">The catalog; null compares what the statements declare, and no link files, since without a catalog nobody reads them.</param>
/// <param name="options">What the statements declare.</param>
public sealed class ReachCheck(IObjectStore store, ICatalog? catalog, DdlOptions options)
{
    private readonly List<ReachProblem> _problems = [];
    private int _objects;

    /// <summary>Compares everything.</summary>
    /// <returns>How many objects were looked at, and what is wrong.</returns>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public async Task<(int Objects, IReadOnlyList<ReachProblem> Problems)> RunAsync(CancellationToken cancellationToken)
    {
        (_objects, _) = (0, _problems.RemoveAll(_ => true));
        foreach (var table in JsonTable.All)
        {
            await foreach (var info in store.ListAsync(table.Root, cancellationToken).ConfigureAwait(false))
            {
                CheckObject(table.Name, table.Root, info.Key, isCurated: false);
            }
        }

        foreach (var table in CatalogTable.Hourly)
        {
            await CheckHourlyAsync(table, cancellationToken).ConfigureAwait(false);
        }

        foreach (var table in CatalogTable.Whole)
        {
            await CheckVersionAsync(table, table.Manifest, LinkFile.KeyOf(table.Table), cancellationToken).ConfigureAwait(false);
        }

        return (_objects, [.. _problems]);
    }

    private void CheckObject(string table, string root, ObjectKey key, bool isCurated)
    {
        _objects++;
        var folder = key.Value[..(key.Value.LastIndexOf('/') + 1)];
        var hour = LakeLayout.HourOf(root, key);
        var declared = hour is { } known ? root + (isCurated ? known.Partition : known.Path) + "/" : null;
        if (declared != folder)
        {
            Report(table, key.Value, $"no partition reaches it: it must lie in {ExternalDdl.PathOf(root, isCurated)}, each number with its leading zeros");
        }
        else if (options.Partitions == PartitionSource.Projection && YearOf(hour!.Value) is var year && (year < options.FirstYear || year > options.LastYear))
        {
            Report(table, key.Value, $"partition projection looks in the years {options.FirstYear} to {options.LastYear} only; make the tables again with --years");
        }
    }

    private async Task CheckHourlyAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        var hours = new HashSet<Hour>();
        await foreach (var info in store.ListAsync(table.ManifestRoot, cancellationToken).ConfigureAwait(false))
        {
            if (info.Key.Name == LakeLayout.ManifestName)
            {
                if (table.ManifestRoot == table.Table.Root)
                {
                    CheckObject(table.Table.Name, table.ManifestRoot, info.Key, isCurated: true);
                }

                if (LakeLayout.HourOf(table.ManifestRoot, info.Key) is { } hour && info.Key == table.ManifestOf(hour))
                {
                    hours.Add(hour);
                    await CheckVersionAsync(table, info.Key, LinkFile.KeyOf(table.Table, hour), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (catalog is null)
        {
            return;
        }

        await CheckLinksAsync(table, hours, cancellationToken).ConfigureAwait(false);
        if (options.Partitions == PartitionSource.Glue)
        {
            var listed = await catalog.ListAsync(table.Table, cancellationToken).ConfigureAwait(false);
            var plan = CatalogPlan.For(hours.Select(hour => new CatalogPartition(hour, LinkFile.FolderOf(table.Table, hour))), listed);
            plan.Add.ToList().ForEach(partition => Report(table.Table.Name, partition.Folder, "the catalog lacks this partition; run compact"));
            plan.Move.ToList().ForEach(partition => Report(table.Table.Name, partition.Folder, "the catalog has this partition elsewhere; run compact"));
            plan.Remove.ToList().ForEach(hour => Report(table.Table.Name, hour.Partition, "the catalog has a partition of an hour that has no manifest; run compact"));
        }
    }

    private async Task CheckLinksAsync(CatalogTable table, HashSet<Hour> hours, CancellationToken cancellationToken)
    {
        await foreach (var info in store.ListAsync(LinkFile.RootOf(table.Table), cancellationToken).ConfigureAwait(false))
        {
            if (LakeLayout.HourOf(LinkFile.RootOf(table.Table), info.Key) is not { } hour || info.Key != LinkFile.KeyOf(table.Table, hour) || !hours.Contains(hour))
            {
                Report(table.Table.Name, info.Key.Value, "it is not the link file of an hour that is published; remove it");
            }
        }
    }

    private async Task CheckVersionAsync(CatalogTable table, ObjectKey manifest, ObjectKey link, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(manifest, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return;
        }

        var files = table.FilesOf(manifest, stored.Content);
        foreach (var folder in files.GroupBy(file => file.Key[..(file.Key.LastIndexOf('/') + 1)]))
        {
            await CheckFilesAsync(table, folder.Key, folder, cancellationToken).ConfigureAwait(false);
        }

        if (catalog is null)
        {
            return;
        }

        var linked = await store.GetAsync(link, cancellationToken).ConfigureAwait(false);
        if (linked is null || !linked.Content.Span.SequenceEqual(LinkFile.Write(files, catalog.LocationOf)))
        {
            Report(table.Table.Name, link.Value, linked is null ? "the link file is missing; run compact" : "the link file names another version than the manifest; run compact");
        }
    }

    private async Task CheckFilesAsync(CatalogTable table, string folder, IEnumerable<DataFile> files, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            sizes[info.Key.Value] = info.Size;
        }

        foreach (var file in files)
        {
            _objects++;
            if (!sizes.TryGetValue(file.Key, out var size) || size != file.Bytes)
            {
                Report(table.Table.Name, file.Key, size == 0 ? "the manifest names it, and it is not there" : $"it has {size:N0} bytes where the manifest says {file.Bytes:N0}");
            }
        }
    }

    private static int YearOf(Hour hour) => hour.Start.ToDateTimeOffset().Year;

    private void Report(string table, string place, string problem) => _problems.Add(new ReachProblem(table, place, problem));
}
