using Clickstream.Core.Objects;

namespace Clickstream.Core.Lake;

/// <summary>What readers see: the manifests of all tables, as they were at about one time.</summary>
/// <param name="Facts">The hours of <c>fact_clicks</c>, in order.</param>
/// <param name="Engagement">The hours of the engagement table, in order.</param>
/// <param name="Dimensions">The dimensions; null if nothing is published.</param>
public sealed record PublishedLake(IReadOnlyList<HourManifest> Facts, IReadOnlyList<EngagementManifest> Engagement, DimensionsManifest? Dimensions)
{
    /// <summary>The published files of a table.</summary>
    public IEnumerable<DataFile> FilesOf(LakeTable table) =>
        table == LakeTable.FactClicks ? Facts.SelectMany(manifest => manifest.Files)
        : table == LakeTable.FactOrderItems ? Facts.SelectMany(manifest => manifest.OrderItems)
        : table == LakeTable.EngagementMinutes ? Engagement.SelectMany(manifest => manifest.Files)
        : Dimensions?.FilesOf(table) ?? [];

    /// <summary>Reads all manifests.</summary>
    /// <exception cref="UnknownFormatException">One is damaged, or of a newer format.</exception>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public static async Task<PublishedLake> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var facts = await ReadHoursAsync(
            store, LakeLayout.FactClicks, key => ReadAsync(store, key, ManifestJson.ReadHour, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var engagement = await ReadHoursAsync(
            store, LakeLayout.Engagement, key => ReadAsync(store, key, ManifestJson.ReadEngagement, cancellationToken), cancellationToken).ConfigureAwait(false);
        var dimensions = await ReadAsync(store, LakeLayout.DimensionsManifest, ManifestJson.ReadDimensions, cancellationToken).ConfigureAwait(false);
        return new PublishedLake(facts, engagement, dimensions);
    }

    private delegate T Reader<out T>(ObjectKey key, ReadOnlySpan<byte> json);

    private static async Task<List<T>> ReadHoursAsync<T>(
        IObjectStore store, string table, Func<ObjectKey, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        var manifests = new List<T>();
        await foreach (var info in store.ListAsync(table, cancellationToken).ConfigureAwait(false))
        {
            if (LakeLayout.HourOf(table, info.Key) is { } hour && info.Key == LakeLayout.Manifest(table, hour)
                && await read(info.Key).ConfigureAwait(false) is { } manifest)
            {
                manifests.Add(manifest);
            }
        }

        return manifests;
    }

    private static async Task<T?> ReadAsync<T>(IObjectStore store, ObjectKey key, Reader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var stored = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return stored is null ? null : read(key, stored.Content.Span);
    }
}
