using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Reads manifests, and replaces them under the condition that nobody else did.</summary>
internal sealed class ManifestStore(IObjectStore store)
{
    private delegate T Reader<out T>(ObjectKey key, ReadOnlySpan<byte> json);

    public Task<Published<HourManifest>> GetHourAsync(Hour hour, CancellationToken cancellationToken) =>
        GetAsync(LakeLayout.Manifest(LakeLayout.FactClicks, hour), ManifestJson.ReadHour, cancellationToken);

    public Task<Published<EngagementManifest>> GetEngagementAsync(Hour hour, CancellationToken cancellationToken) =>
        GetAsync(LakeLayout.Manifest(LakeLayout.Engagement, hour), ManifestJson.ReadEngagement, cancellationToken);

    public Task<Published<DimensionsManifest>> GetDimensionsAsync(CancellationToken cancellationToken) =>
        GetAsync(LakeLayout.DimensionsManifest, ManifestJson.ReadDimensions, cancellationToken);

    /// <summary>The hours of a table that have a manifest, in order.</summary>
    public async Task<IReadOnlyList<Hour>> ListHoursAsync(string table, CancellationToken cancellationToken)
    {
        var hours = new List<Hour>();
        await foreach (var info in store.ListAsync(table, cancellationToken))
        {
            if (LakeLayout.HourOf(table, info.Key) is { } hour && info.Key == LakeLayout.Manifest(table, hour))
            {
                hours.Add(hour);
            }
        }

        return hours;
    }

    /// <summary>Publishes a version: one conditional put.</summary>
    /// <returns>False if somebody else published in between.</returns>
    public async Task<bool> TryPublishAsync<T>(Published<T> replaced, T manifest, byte[] json, CancellationToken cancellationToken)
        where T : class, IManifest
    {
        var done = replaced.ETag is { } expected
            ? await store.PutIfMatchAsync(replaced.Key, json, expected, cancellationToken)
            : await store.PutIfAbsentAsync(replaced.Key, json, cancellationToken);
        if (done is not null)
        {
            return true;
        }

        // A put whose answer was lost and that was retried conflicts with itself.
        var current = await store.GetAsync(replaced.Key, cancellationToken);
        return current is not null && current.Content.Span.SequenceEqual(json);
    }

    private async Task<Published<T>> GetAsync<T>(ObjectKey key, Reader<T> read, CancellationToken cancellationToken)
        where T : class, IManifest
    {
        var stored = await store.GetAsync(key, cancellationToken);
        return stored is null
            ? new Published<T>(key, null, null)
            : new Published<T>(key, read(key, stored.Content.Span), stored.ETag);
    }
}
