using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Click ids that rows of several buckets have, since inputs with one click id may name different visitors. Of them the least row stays, as
/// within a bucket. Rows of different buckets differ in their visitor, so time, event type, user id and anonymous id decide.
/// <para>
/// First short fingerprints are compared, in as many passes as the memory asks for: usually none is in two buckets, and all is done. Then the
/// rows of those that are get looked at, bucket by bucket, and compared by the whole fingerprint of the click id.
/// </para>
/// </summary>
internal sealed class ClickConflicts
{
    private const int EntriesPerPass = 4 << 20; // 32 MiB.

    private readonly HashSet<ulong> _suspects = [];
    private readonly HashSet<int> _involved = [];
    private readonly Dictionary<UInt128, Least> _least = [];

    /// <summary>The buckets whose rows are to be looked at.</summary>
    public IReadOnlySet<int> Involved => _involved;

    /// <summary>Compares short fingerprints.</summary>
    /// <param name="keys">All entries of <see cref="KeyLog"/>; read once for each pass.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="bits">The hour has two to this power of buckets.</param>
    public void Find(IEnumerable<ulong> keys, long count, int bits)
    {
        var passes = (ulong)((count / EntriesPerPass) + 1);
        var entries = new List<ulong>((int)Math.Min(count, EntriesPerPass * 5L / 4));
        for (var pass = 0UL; pass < passes; pass++)
        {
            entries.Clear();
            foreach (var entry in keys)
            {
                if (KeyOf(entry) % passes == pass)
                {
                    entries.Add(entry);
                }
            }

            entries.Sort();
            for (var i = 1; i < entries.Count; i++)
            {
                var (left, right) = (entries[i - 1], entries[i]);
                if (KeyOf(left) == KeyOf(right) && KeyLog.BucketOf(left, bits) != KeyLog.BucketOf(right, bits))
                {
                    _suspects.Add(KeyOf(right) << VisitorHash.MaxBits);
                    _involved.Add(KeyLog.BucketOf(left, bits));
                    _involved.Add(KeyLog.BucketOf(right, bits));
                }
            }
        }
    }

    /// <summary>Looks at the rows of a bucket that is involved; all of them before <see cref="Losers"/>.</summary>
    public void Look(int bucket, FactColumns columns)
    {
        for (var row = 0; row < columns.Count; row++)
        {
            var key = ClickId.KeyOf(columns.ClickIds[row]);
            if (_suspects.Contains(KeyLog.Shorten(key)))
            {
                var found = Least.Of(bucket, columns, row);
                if (!_least.TryAdd(key, found) && found.CompareTo(_least[key]) < 0)
                {
                    _least[key] = found;
                }
            }
        }
    }

    /// <summary>The rows of a bucket that have to go, because another bucket has the least row of their click id.</summary>
    public IReadOnlySet<int> Losers(int bucket, FactColumns columns)
    {
        var losers = new HashSet<int>();
        for (var row = 0; row < columns.Count && _involved.Contains(bucket); row++)
        {
            var key = ClickId.KeyOf(columns.ClickIds[row]);
            if (_suspects.Contains(KeyLog.Shorten(key)) && _least[key].Bucket != bucket)
            {
                losers.Add(row);
            }
        }

        return losers;
    }

    private static ulong KeyOf(ulong entry) => entry >> VisitorHash.MaxBits;

    private sealed record Least(int Bucket, long Time, byte[]?[] Texts) : IComparable<Least>
    {
        public static Least Of(int bucket, FactColumns columns, int row) => new(
            bucket,
            columns.Times[row],
            [
                Text(columns[TextField.EventType], row),
                Text(columns[TextField.UserId], row),
                Text(columns[TextField.AnonymousId], row),
            ]);

        public int CompareTo(Least? other)
        {
            var order = Time.CompareTo(other!.Time);
            for (var i = 0; order == 0 && i < Texts.Length; i++)
            {
                // Absent comes first, as within a bucket.
                order = Texts[i] is { } left && other.Texts[i] is { } right
                    ? left.AsSpan().SequenceCompareTo(right)
                    : (Texts[i] is not null).CompareTo(other.Texts[i] is not null);
            }

            return order;
        }

        private static byte[]? Text(TextColumn column, int row) =>
            column.Codes[row] < 0 ? null : column.Dictionary[column.Codes[row]].ToArray();
    }
}
