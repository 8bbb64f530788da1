using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Reconcile;

/// <summary>Micro-batches that no published version has taken in.</summary>
internal sealed class WaitingBatches
{
    private readonly SortedDictionary<string, List<ObjectInfo>> _events = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<ObjectInfo>> _engagement = new(StringComparer.Ordinal);

    public static async Task<WaitingBatches> ReadAsync(IObjectStore store, PublishedLake lake, CancellationToken cancellationToken)
    {
        var waiting = new WaitingBatches();
        var consumed = lake.Facts.ToDictionary(manifest => manifest.Hour, manifest => manifest.Consumed.ToHashSet(StringComparer.Ordinal));
        await foreach (var (hour, info) in ListAsync(store, LakeLayout.Landing, cancellationToken))
        {
            if (!consumed.TryGetValue(hour, out var known) || !known.Contains(info.Key.Name))
            {
                Add(waiting._events, hour, info);
            }
        }

        var counted = lake.Engagement.ToDictionary(
            manifest => manifest.Hour, manifest => manifest.Consumed.Select(known => known.Name).ToHashSet());
        await foreach (var (hour, info) in ListAsync(store, LakeLayout.LandingEngagement, cancellationToken))
        {
            if (!counted.TryGetValue(hour, out var known) || !known.Contains(info.Key.Name))
            {
                Add(waiting._engagement, hour, info);
            }
        }

        return waiting;
    }

    /// <summary>Names what waits.</summary>
    public void Check(ReadLedgers ledgers, CheckList checks)
    {
        foreach (var (hour, batches) in _events)
        {
            var inFlight = batches.Count(
                batch => MicroBatchName.RangeOf(batch.Key) is { } range && !ledgers.IsDurable(range.Shard, range.Last));
            checks.Equal(
                "compacted",
                hour,
                0,
                batches.Count,
                $"{batches.Count} micro-batches are not compacted ({inFlight} of them reach behind their shard's checkpoint). Let the worker settle, then compact.");
        }

        foreach (var (hour, batches) in _engagement)
        {
            checks.Equal("engagement_compacted", hour, 0, batches.Count, $"{batches.Count} engagement micro-batches are not compacted. Run compact.");
        }
    }

    private static void Add(SortedDictionary<string, List<ObjectInfo>> hours, string hour, ObjectInfo info)
    {
        if (!hours.TryGetValue(hour, out var batches))
        {
            hours.Add(hour, batches = []);
        }

        batches.Add(info);
    }

    private static async IAsyncEnumerable<(string Hour, ObjectInfo Info)> ListAsync(
        IObjectStore store, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var info in store.ListAsync(prefix, cancellationToken))
        {
            if (LakeLayout.HourOf(prefix, info.Key) is Hour hour)
            {
                yield return (hour.Path, info);
            }
        }
    }
}
