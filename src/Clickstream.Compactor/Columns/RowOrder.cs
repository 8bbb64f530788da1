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
        var keys = new ulong[columns.Count];
        var rows = new int[columns.Count];
        FillVisitors(columns, keys);
        var start = hour.Start.Microseconds;
        for (var row = 0; row < rows.Length; row++)
        {
            keys[row] = (keys[row] << TimeBits) | (ulong)(columns.Times[row] - start);
            rows[row] = row;
        }

        Array.Sort(keys, rows);
        SortTies(columns, keys, rows);
        return rows;
    }

    // The rank of the visitor of each row.
    private static void FillVisitors(FactColumns columns, ulong[] ranksOfRows)
    {
        var (users, anonymous) = (columns[TextField.UserId], columns[TextField.AnonymousId]);
        var (userRanks, anonymousRanks) = (users.Dictionary.Ranks(), anonymous.Dictionary.Ranks());
        var visitors = new Dictionary<ulong, ulong>();
        for (var row = 0; row < ranksOfRows.Length; row++)
        {
            var pair = ((ulong)RankOf(userRanks, users.Codes[row]) << TimeBits) | RankOf(anonymousRanks, anonymous.Codes[row]);
            ranksOfRows[row] = pair;
            visitors[pair] = 0;
        }

        var pairs = visitors.Keys.ToArray();
        Array.Sort(pairs);
        for (var rank = 0; rank < pairs.Length; rank++)
        {
            visitors[pairs[rank]] = (ulong)rank;
        }

        for (var row = 0; row < ranksOfRows.Length; row++)
        {
            ranksOfRows[row] = visitors[ranksOfRows[row]];
        }
    }

    // Absent comes first.
    private static uint RankOf(int[] ranks, int code) => code < 0 ? 0 : (uint)ranks[code] + 1;

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
