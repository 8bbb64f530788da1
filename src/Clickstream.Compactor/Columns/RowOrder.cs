using System.Numerics;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// The order of the rows in a file: by visitor (user id, then anonymous id), then by event time, then by click id.
/// The partition already cuts by time, so within the hour the visitor is what statistics can prune by; and all of a visit's
/// repeated columns (session, device, country, address, agent) lie together, which is what makes the file small.
/// </summary>
internal static class RowOrder
{
    private const int TimeBits = 32; // An hour has 3.6e9 microseconds, which is below 2^32.

    /// <summary>Rows in order.</summary>
    public static int[] Of(FactColumns columns, Hour hour)
    {
        var (keys, visitorBits) = Visitors(columns);
        var rows = new int[keys.Length];
        var start = hour.Start.Microseconds;
        var times = columns.Times;
        for (var row = 0; row < rows.Length; row++)
        {
            keys[row] = (keys[row] << TimeBits) | (uint)(times[row] - start);
            rows[row] = row;
        }

        RadixSort.Sort(keys, rows, TimeBits + visitorBits);
        SortTies(columns, keys, rows);
        return rows;
    }

    // The rank of the visitor of each row, and the bits that it takes.
    private static (ulong[] Ranks, int Bits) Visitors(FactColumns columns)
    {
        var (users, anonymous) = (columns[TextField.UserId], columns[TextField.AnonymousId]);
        var (userRanks, anonymousRanks) = (TextRanks.Of(users.Dictionary), TextRanks.Of(anonymous.Dictionary));
        var userCodes = users.Codes;
        var anonymousCodes = anonymous.Codes;
        var anonymousBits = BitsOf(anonymousRanks.Length);
        var ranks = new ulong[columns.Count];
        for (var row = 0; row < ranks.Length; row++)
        {
            ranks[row] = (RankOf(userRanks, userCodes[row]) << anonymousBits) | RankOf(anonymousRanks, anonymousCodes[row]);
        }

        var bits = BitsOf(userRanks.Length) + anonymousBits;
        return bits <= TimeBits ? (ranks, bits) : (Dense(ranks, bits), BitsOf(ranks.Length));
    }

    // Ranks without gaps, for more users and anonymous ids than fit beside a time.
    private static ulong[] Dense(ulong[] ranks, int bits)
    {
        var (sorted, rows) = ((ulong[])ranks.Clone(), Enumerable.Range(0, ranks.Length).ToArray());
        RadixSort.Sort(sorted, rows, bits);
        var dense = 0UL;
        for (var i = 0; i < rows.Length; i++)
        {
            dense += i > 0 && sorted[i] != sorted[i - 1] ? 1UL : 0;
            ranks[rows[i]] = dense;
        }

        return ranks;
    }

    // Of ranks from 0, absent, to a greatest one.
    private static int BitsOf(int greatest) => BitOperations.Log2((uint)greatest) + 1;

    // Absent comes first.
    private static ulong RankOf(int[] ranks, int code) => code < 0 ? 0 : (uint)ranks[code] + 1;

    private static void SortTies(FactColumns columns, ulong[] keys, int[] rows)
    {
        for (var first = 0; first < keys.Length;)
        {
            var end = first + 1;
            while (end < keys.Length && keys[end] == keys[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                rows.AsSpan(first..end).Sort((left, right) => columns.ClickIds[left].SequenceCompareTo(columns.ClickIds[right]));
            }

            first = end;
        }
    }
}
