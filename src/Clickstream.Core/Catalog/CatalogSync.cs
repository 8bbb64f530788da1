using System.Collections.Concurrent;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>
/// Makes what query engines see follow the manifests. Tables and partitions lie at places that never change; what is published there is said by one link
/// file each (<see cref="LinkFile"/>), which is replaced when a version is published. The manifest stays the commit point; a link file that is behind
/// shows the previous version, whole, until the next run. Several may run at the same time: each looks again at what it has written, so that an older
/// version never stays.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="catalog">The catalog.</param>
public sealed class CatalogSync(IObjectStore store, ICatalog catalog)
{
    private const int CallsAtOnce = 16; // A year has 8,760 manifests a table; one at a time they would take minutes from S3.
    private const int MaxRounds = 5; // Each needs another compactor that published the same hour within the last second or so.

    private readonly ConcurrentDictionary<(string Table, Hour Hour), bool> _known = new();

    /// <summary>Makes tables, partitions and link files equal to all manifests, whatever was there before.</summary>
    /// <returns>What was done to partitions, by table.</returns>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public async Task<IReadOnlyDictionary<string, CatalogPlan>> RebuildAsync(CancellationToken cancellationToken)
    {
        var done = new Dictionary<string, CatalogPlan>();
        foreach (var table in CatalogTable.Hourly)
        {
            await catalog.EnsureTableAsync(table.Table, LinkFile.RootOf(table.Table), cancellationToken).ConfigureAwait(false);
            var listed = await catalog.ListAsync(table.Table, cancellationToken).ConfigureAwait(false);
            var hours = await ListHoursAsync(table, cancellationToken).ConfigureAwait(false);
            await LinkAsync(table, hours, cancellationToken).ConfigureAwait(false);
            var plan = CatalogPlan.For(hours.Select(hour => PartitionOf(table, hour)), listed);
            await catalog.AddAsync(table.Table, plan.Add, cancellationToken).ConfigureAwait(false);
            await catalog.MoveAsync(table.Table, plan.Move, cancellationToken).ConfigureAwait(false);
            await catalog.RemoveAsync(table.Table, plan.Remove, cancellationToken).ConfigureAwait(false);
            foreach (var hour in plan.Remove)
            {
                await store.DeleteAsync(LinkFile.KeyOf(table.Table, hour), cancellationToken).ConfigureAwait(false);
            }

            foreach (var hour in hours)
            {
                _known[(table.Table.Name, hour)] = true;
            }

            done[table.Table.Name] = plan;
        }

        foreach (var table in CatalogTable.Whole)
        {
            await catalog.EnsureTableAsync(table.Table, LinkFile.RootOf(table.Table), cancellationToken).ConfigureAwait(false);
            await LinkAsync(table.Manifest, LinkFile.KeyOf(table.Table), table, cancellationToken).ConfigureAwait(false);
        }

        return done;
    }

    /// <summary>Publishes some hours of the tables that a folder of manifests publishes, as these say now. The tables must be there.</summary>
    /// <param name="manifests"><see cref="LakeLayout.FactClicks"/> or <see cref="LakeLayout.Engagement"/>.</param>
    /// <param name="hours">The hours.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    public async Task PublishAsync(string manifests, IReadOnlyCollection<Hour> hours, CancellationToken cancellationToken)
    {
        foreach (var table in CatalogTable.Hourly.Where(table => table.ManifestRoot == manifests))
        {
            await LinkAsync(table, hours, cancellationToken).ConfigureAwait(false);
            CatalogPartition[] added = [.. hours.Where(hour => !_known.ContainsKey((table.Table.Name, hour))).Order().Select(hour => PartitionOf(table, hour))];
            await catalog.AddAsync(table.Table, added, cancellationToken).ConfigureAwait(false);
            foreach (var partition in added)
            {
                _known[(table.Table.Name, partition.Hour)] = true;
            }
        }
    }

    /// <summary>Publishes the dimensions, as their manifest says now; nothing happens if there is none. The tables must be there.</summary>
    /// <exception cref="UnknownFormatException">The manifest is damaged, or of a newer format.</exception>
    public async Task PublishDimensionsAsync(CancellationToken cancellationToken)
    {
        foreach (var table in CatalogTable.Whole)
        {
            await LinkAsync(table.Manifest, LinkFile.KeyOf(table.Table), table, cancellationToken).ConfigureAwait(false);
        }
    }

    private static CatalogPartition PartitionOf(CatalogTable table, Hour hour) => new(hour, LinkFile.FolderOf(table.Table, hour));

    private async Task LinkAsync(CatalogTable table, IReadOnlyCollection<Hour> hours, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            hours,
            parallel,
            async (hour, token) => await LinkAsync(table.ManifestOf(hour), LinkFile.KeyOf(table.Table, hour), table, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    // Another compactor may publish between our reading of the manifest and our writing of the link file, so both are looked at until they agree.
    private async Task LinkAsync(ObjectKey manifest, ObjectKey link, CatalogTable table, CancellationToken cancellationToken)
    {
        var there = (await store.GetAsync(link, cancellationToken).ConfigureAwait(false))?.Content;
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await store.GetAsync(manifest, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return;
            }

            var content = LinkFile.Write(table.FilesOf(manifest, stored.Content), catalog.LocationOf);
            if (there is { } same && same.Span.SequenceEqual(content))
            {
                return;
            }

            await store.PutAsync(link, content, cancellationToken).ConfigureAwait(false);
            there = content;
        }
    }

    private async Task<IReadOnlyCollection<Hour>> ListHoursAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        var hours = new List<Hour>();
        await foreach (var info in store.ListAsync(table.ManifestRoot, cancellationToken).ConfigureAwait(false))
        {
            if (LakeLayout.HourOf(table.ManifestRoot, info.Key) is { } hour && info.Key == table.ManifestOf(hour))
            {
                hours.Add(hour);
            }
        }

        return hours;
    }
}
