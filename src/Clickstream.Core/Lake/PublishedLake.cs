using Clickstream.Core.Objects;

namespace Clickstream.Core.Lake;

/// <summary>What readers see: the manifests of all tables, as they were at about one time.</summary>
/// <param name="Facts">The hours of <c>fact_clicks</c>, in order.</param>
/// <param name="Engagement">The hours of the engagement table, in order.</param>
/// <param name="Dimensions">The dimensions; null if nothing is published.</param>
public sealed record PublishedLake(IReadOnlyList<HourManifest> Facts, IReadOnlyList<EngagementManifest> Engagement, DimensionsManifest? Dimensions)
{
    private const int ReadsAtOnce = 16; // A year has 8,760 manifests, each a round trip where the store is far.

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
        var facts = await ReadFactsAsync(store, cancellationToken).ConfigureAwait(false);
        var engagement = await ReadHoursAsync(store, LakeLayout.Engagement, ManifestJson.ReadEngagement, cancellationToken).ConfigureAwait(false);
        var dimensions = await ReadAsync(store, LakeLayout.DimensionsManifest, ManifestJson.ReadDimensions, cancellationToken).ConfigureAwait(false);
        return new PublishedLake(facts, engagement, dimensions);
    }

    /// <summary>Reads the manifests of <c>fact_clicks</c>, in order of their hours.</summary>
    /// <exception cref="UnknownFormatException">One is damaged, or of a newer format.</exception>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public static Task<IReadOnlyList<HourManifest>> ReadFactsAsync(IObjectStore store, CancellationToken cancellationToken) =>
        ReadHoursAsync(store, LakeLayout.FactClicks, ManifestJson.ReadHour, cancellationToken);

    private delegate T Reader<out T>(ObjectKey key, ReadOnlySpan<byte> json);

    private static async Task<IReadOnlyList<T>> ReadHoursAsync<T>(IObjectStore store, string table, Reader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var keys = new List<ObjectKey>();
        await foreach (var info in store.ListAsync(table, cancellationToken).ConfigureAwait(false))
        {
            if (LakeLayout.HourOf(table, info.Key) is { } hour && info.Key == LakeLayout.Manifest(table, hour))
            {
                keys.Add(info.Key);
            }
        }

        var manifests = new T?[keys.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, manifests.Length), parallel, async (index, token) =>
            manifests[index] = await ReadAsync(store, keys[index], read, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. manifests.OfType<T>()];
    }

    private static async Task<T?> ReadAsync<T>(IObjectStore store, ObjectKey key, Reader<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var stored = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return stored is null ? null : read(key, stored.Content.Span);
    }
}
