using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Plan;

/// <summary>Decides what a new version of an hour is made of. Pure: it sees names and the manifest, not contents.</summary>
internal static class HourPlan
{
    /// <summary>The micro-batches that the version does not name.</summary>
    /// <returns>Empty if the version is up to date.</returns>
    public static IReadOnlyList<PlannedBatch> For(HourManifest? previous, IEnumerable<ObjectInfo> landed)
    {
        var fresh = Unconsumed(previous?.Consumed, landed)
            .Select(info => new PlannedBatch(info, MicroBatchName.RangeOf(info.Key), BatchReading.All))
            .ToArray();
        var covered = previous?.Covered ?? [];
        SkipCovered(fresh, covered);
        MarkOverlaps(fresh, covered);
        return fresh;
    }

    /// <summary>The objects that a manifest does not name, in order of key.</summary>
    public static IEnumerable<ObjectInfo> Unconsumed(IReadOnlyList<string>? consumed, IEnumerable<ObjectInfo> landed)
    {
        var known = (consumed ?? []).ToHashSet(StringComparer.Ordinal);
        return landed.Where(info => !known.Contains(info.Key.Name)).OrderBy(info => info.Key);
    }

    private static void SkipCovered(PlannedBatch[] fresh, IReadOnlyList<PositionRange> covered)
    {
        // In order of shard and first record, the longest first, so a range that covers another comes before it.
        var reach = new Dictionary<Core.Streams.ShardId, PositionRange>();
        foreach (var index in InOrder(fresh))
        {
            var range = fresh[index].Range!.Value;
            var byVersion = covered.Any(known => known.Covers(range));
            var byOther = reach.TryGetValue(range.Shard, out var longest) && longest.Covers(range);
            if (byVersion || byOther)
            {
                fresh[index] = fresh[index] with { Reading = BatchReading.Skip };
            }
            else
            {
                reach[range.Shard] = range; // It begins later and is not covered, so it also ends later.
            }
        }
    }

    private static void MarkOverlaps(PlannedBatch[] fresh, IReadOnlyList<PositionRange> covered)
    {
        if (fresh.Any(batch => batch.Range is null))
        {
            Check(fresh, [.. Enumerable.Range(0, fresh.Length).Where(index => fresh[index].Reading == BatchReading.All)]);
            return;
        }

        var previous = -1;
        foreach (var index in InOrder(fresh).Where(index => fresh[index].Reading != BatchReading.Skip))
        {
            var range = fresh[index].Range!.Value;
            if (covered.Any(known => known.Overlaps(range)))
            {
                Check(fresh, [index]);
            }

            // What is left is not nested, so only neighbours need to be compared.
            if (previous >= 0 && fresh[previous].Range!.Value.Overlaps(range))
            {
                Check(fresh, [previous, index]);
            }

            previous = index;
        }
    }

    private static void Check(PlannedBatch[] fresh, int[] indexes)
    {
        foreach (var index in indexes)
        {
            fresh[index] = fresh[index] with { Reading = BatchReading.Check };
        }
    }

    private static int[] InOrder(PlannedBatch[] fresh) =>
    [
        .. Enumerable.Range(0, fresh.Length)
            .Where(index => fresh[index].Range is not null)
            .OrderBy(index => fresh[index].Range!.Value.Shard)
            .ThenBy(index => fresh[index].Range!.Value.First)
            .ThenByDescending(index => fresh[index].Range!.Value.Last),
    ];
}
