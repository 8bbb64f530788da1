using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Finds click ids that rows of several buckets have, since inputs with one click id may name different visitors. Of them the least row
/// stays, as within a bucket. Rows of different buckets differ in their visitor, so time, event type, user id and anonymous id decide.
/// </summary>
internal static class ClickConflicts
{
    private const int BucketBits = 16;
    private const ulong BucketMask = (1UL << BucketBits) - 1;

    /// <summary>The rows that have to go, by bucket.</summary>
    public static IReadOnlyList<HashSet<int>> Losers(IReadOnlyList<FactColumns> buckets)
    {
        HashSet<int>[] losers = [.. buckets.Select(_ => new HashSet<int>())];
        var suspects = Suspects(buckets);
        if (suspects.Count == 0)
        {
            return losers;
        }

        var least = new Dictionary<UInt128, (int Bucket, int Row)>();
        for (var bucket = 0; bucket < buckets.Count; bucket++)
        {
            var columns = buckets[bucket];
            for (var row = 0; row < columns.Count; row++)
            {
                var key = ClickId.KeyOf(columns.ClickIds[row]);
                if (suspects.Contains(Shorten(key)) && !least.TryAdd(key, (bucket, row)))
                {
                    var known = least[key];
                    var isLess = Compare(columns, row, buckets[known.Bucket], known.Row) < 0;
                    least[key] = isLess ? (bucket, row) : known;
                    var (loser, lostRow) = isLess ? known : (bucket, row);
                    losers[loser].Add(lostRow);
                }
            }
        }

        return losers;
    }

    /// <summary>The order of two rows of different buckets.</summary>
    public static int Compare(FactColumns left, int leftRow, FactColumns right, int rightRow)
    {
        var order = left.Times[leftRow].CompareTo(right.Times[rightRow]);
        foreach (var field in (ReadOnlySpan<TextField>)[TextField.EventType, TextField.UserId, TextField.AnonymousId])
        {
            if (order != 0)
            {
                return order;
            }

            var (leftCode, rightCode) = (left[field].Codes[leftRow], right[field].Codes[rightRow]);
            order = leftCode < 0 || rightCode < 0
                ? (leftCode >= 0).CompareTo(rightCode >= 0)
                : left[field].Dictionary[leftCode].SequenceCompareTo(right[field].Dictionary[rightCode]);
        }

        return order;
    }

    // Fingerprints of 48 bits that occur in more than one bucket. That two click ids share one by chance costs a look, not a row.
    private static HashSet<ulong> Suspects(IReadOnlyList<FactColumns> buckets)
    {
        var entries = new ulong[buckets.Sum(columns => columns.Count)];
        var count = 0;
        for (var bucket = 0; bucket < buckets.Count; bucket++)
        {
            for (var row = 0; row < buckets[bucket].Count; row++)
            {
                entries[count++] = Shorten(ClickId.KeyOf(buckets[bucket].ClickIds[row])) | (uint)bucket;
            }
        }

        Array.Sort(entries);
        var suspects = new HashSet<ulong>();
        for (var i = 1; i < entries.Length; i++)
        {
            if ((entries[i] & ~BucketMask) == (entries[i - 1] & ~BucketMask) && entries[i] != entries[i - 1])
            {
                suspects.Add(entries[i] & ~BucketMask);
            }
        }

        return suspects;
    }

    private static ulong Shorten(UInt128 key) => Core.Hashing.Murmur3.Mix64((ulong)key ^ (ulong)(key >> 64)) & ~BucketMask;
}
