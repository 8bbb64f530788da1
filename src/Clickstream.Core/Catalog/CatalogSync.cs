using System.Collections.Concurrent;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>
/// Makes the catalog follow the manifests: a version that is published there becomes what queries read. The manifest stays the commit point; a catalog
/// that is behind shows the previous version, whole, until the next run. Several may run at the same time: each looks again at what it has written, so
/// that an older version never stays.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="catalog">The catalog.</param>
public sealed class CatalogSync(IObjectStore store, ICatalog catalog)
{
    private const int ReadsAtOnce = 16; // A year has 8,760 manifests a table; one at a time they would take minutes from S3.
    private const int MaxRounds = 5; // Each needs another compactor that published the same hour within the last second or so.

    /// <summary>Makes tables and partitions equal to all manifests, whatever was there before.</summary>
    /// <returns>What was done, by table.</returns>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public async Task<IReadOnlyDictionary<string, CatalogPlan>> RebuildAsync(CancellationToken cancellationToken)
    {
        var done = new Dictionary<string, CatalogPlan>();
        foreach (var table in CatalogTable.Hourly)
        {
            await catalog.EnsureTableAsync(table.Table, table.Root, cancellationToken).ConfigureAwait(false);

            // The catalog first: what it says then follows from manifests that are older than those which are read next.
            var listed = await catalog.ListAsync(table.Table, cancellationToken).ConfigureAwait(false);
            var published = await ReadAsync(table, await ListHoursAsync(table, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            var plan = CatalogPlan.For(published, listed);
            await catalog.AddAsync(table.Table, plan.Add, cancellationToken).ConfigureAwait(false);
            await catalog.MoveAsync(table.Table, plan.Move, cancellationToken).ConfigureAwait(false);
            await catalog.RemoveAsync(table.Table, plan.Remove, cancellationToken).ConfigureAwait(false);
            await FollowAsync(table, [.. plan.Add, .. plan.Move], cancellationToken).ConfigureAwait(false);
            done[table.Table.Name] = plan;
        }

        await PublishUsersAsync(cancellationToken).ConfigureAwait(false);
        return done;
    }

    /// <summary>Publishes some hours, as their manifests say now. The table must be there.</summary>
    /// <param name="table"><see cref="LakeTable.FactClicks"/> or <see cref="LakeTable.Engagement"/>.</param>
    /// <param name="hours">The hours.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    public async Task PublishAsync(LakeTable table, IReadOnlyCollection<Hour> hours, CancellationToken cancellationToken)
    {
        var known = CatalogTable.Hourly.First(one => one.Table == table);
        var published = await ReadAsync(known, hours, cancellationToken).ConfigureAwait(false);
        await catalog.AddAsync(table, published, cancellationToken).ConfigureAwait(false);
        await FollowAsync(known, published, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes the users, as their manifest says now; nothing happens if there is none.</summary>
    /// <exception cref="CatalogException">The catalog refuses.</exception>
    public async Task PublishUsersAsync(CancellationToken cancellationToken)
    {
        string? written = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await store.GetAsync(LakeLayout.UsersManifest, cancellationToken).ConfigureAwait(false);
            if (stored is null)
                return;
            var folder = $"{LakeLayout.DimUsers}{CatalogTable.Users.Read(LakeLayout.UsersManifest, stored.Content).Version}/";
            if (folder == written)
                return;
            await catalog.EnsureTableAsync(LakeTable.DimUsers, folder, cancellationToken).ConfigureAwait(false);
            written = folder;
        }
    }

    // Another compactor may have published between our reading of a manifest and our writing of the catalog.
    private async Task FollowAsync(CatalogTable table, IReadOnlyList<CatalogPartition> written, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds && written.Count > 0; round++)
        {
            var now = await ReadAsync(table, [.. written.Select(partition => partition.Hour)], cancellationToken).ConfigureAwait(false);
            written = [.. now.Except(written)];
            await catalog.MoveAsync(table.Table, written, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyCollection<Hour>> ListHoursAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        var hours = new List<Hour>();
        await foreach (var info in store.ListAsync(table.Root, cancellationToken).ConfigureAwait(false))
        {
            if (LakeLayout.HourOf(table.Root, info.Key) is { } hour && info.Key == LakeLayout.Manifest(table.Root, hour))
                hours.Add(hour);
        }

        return hours;
    }

    private async Task<IReadOnlyList<CatalogPartition>> ReadAsync(CatalogTable table, IReadOnlyCollection<Hour> hours, CancellationToken cancellationToken)
    {
        var partitions = new ConcurrentBag<CatalogPartition>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(hours, parallel, async (hour, token) =>
        {
            var key = LakeLayout.Manifest(table.Root, hour);
            if (await store.GetAsync(key, token).ConfigureAwait(false) is { } stored)
                partitions.Add(new CatalogPartition(hour, table.FolderOf(hour, table.Read(key, stored.Content))));
        }).ConfigureAwait(false);
        return [.. partitions.OrderBy(partition => partition.Hour)];
    }
}
