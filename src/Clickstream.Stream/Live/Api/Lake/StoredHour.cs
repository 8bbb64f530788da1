using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Live.Api.Lake;

/// <summary>What is stored of one hour.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Facts">Its published version; null if there is none.</param>
/// <param name="Engagement">The published minutes.</param>
/// <param name="Pending">Micro-batches that no version has taken in.</param>
internal sealed record StoredHour(Hour Hour, HourManifest? Facts, EngagementManifest? Engagement, IReadOnlyList<ObjectInfo> Pending)
{
    private const int AtOnce = 8; // Requests to the store at a time; a week is 168 hours of four.

    /// <summary>Reads some hours.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    /// <exception cref="UnknownFormatException">A manifest is damaged, or of a newer format.</exception>
    public static async Task<IReadOnlyList<StoredHour>> ReadAsync(IObjectStore store, IEnumerable<Hour> hours, bool withPending, CancellationToken cancellationToken)
    {
        var read = new System.Collections.Concurrent.ConcurrentBag<StoredHour>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(hours, options, async (hour, token) => read.Add(await ReadAsync(store, hour, withPending, token)));
        return [.. read.OrderByDescending(hour => hour.Hour)];
    }

    private static async Task<StoredHour> ReadAsync(IObjectStore store, Hour hour, bool withPending, CancellationToken cancellationToken)
    {
        var (factsKey, engagementKey) = (LakeLayout.Manifest(LakeLayout.FactClicks, hour), LakeLayout.Manifest(LakeLayout.Engagement, hour));
        var facts = await store.GetAsync(factsKey, cancellationToken) is { } stored ? ManifestJson.ReadHour(factsKey, stored.Content.Span) : null;
        var minutes = await store.GetAsync(engagementKey, cancellationToken) is { } of ? ManifestJson.ReadEngagement(engagementKey, of.Content.Span) : null;
        if (!withPending)
        {
            return new StoredHour(hour, facts, minutes, []);
        }

        var pending = new List<ObjectInfo>();
        var consumed = (facts?.Consumed ?? []).ToHashSet(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync($"{LakeLayout.Landing}{hour.Path}/", cancellationToken))
        {
            if (!consumed.Contains(info.Key.Name))
            {
                pending.Add(info);
            }
        }

        var counted = (minutes?.Consumed ?? []).ToDictionary(known => known.Name, StringComparer.Ordinal);
        await foreach (var info in store.ListAsync($"{LakeLayout.LandingEngagement}{hour.Path}/", cancellationToken))
        {
            // One that was put again since is taken in again.
            if (!counted.TryGetValue(info.Key.Name, out var known) || known.Modified != info.LastModified || known.Size != info.Size)
            {
                pending.Add(info);
            }
        }

        return new StoredHour(hour, facts, minutes, pending);
    }
}
