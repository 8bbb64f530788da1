using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Execution;

/// <summary>
/// The rows of a version in the making: the new ones, and those of the published version, of which only the buckets are read that something
/// new belongs to.
/// </summary>
internal sealed class HourWork(TableRun run, HourInputs inputs)
{
    private const int MinRowsPerBucket = 256; // Files of fewer rows help nobody, however small the memory is.

    private readonly Dictionary<int, (ulong[] Clicks, UInt128[] Orders)> _keys = [];
    private HourManifest? _published;

    /// <summary>The version has two to this power of buckets.</summary>
    public int Bits { get; private set; }

    /// <summary>The buckets that are written anew.</summary>
    public SortedSet<int> Touched { get; } = [];

    /// <summary>Decides how many buckets there are, and which are written anew.</summary>
    /// <exception cref="InvalidDataException">A file of the published version is gone, damaged, or not what its manifest says.</exception>
    public async Task PlanAsync(HourManifest? previous, CancellationToken cancellationToken)
    {
        Bits = Math.Max(inputs.Bits, previous is null ? 0 : BucketPlan.BitsOf(previous));
        _published = previous is not null && previous.Buckets.Count == 1 << Bits && (Bits == 0 || previous.Buckets.All(bucket => bucket.Keys is not null))
            ? previous
            : null;
        var bits = Grow();
        if (previous is not null && (_published is null || bits > Bits))
        {
            // Where the number of buckets becomes another one, all rows move.
            _published = null;
            await AddAllAsync(previous, cancellationToken);
        }

        Bits = _published is null ? Grow() : Bits;
        foreach (var bucket in inputs.Buckets)
        {
            bucket.Pin();
        }

        if (_published is not null && Bits > 0)
        {
            await ReadKeysAsync(cancellationToken);
        }

        Touched.UnionWith(
            _published is null ? Enumerable.Range(0, 1 << Bits)
            : Bits > inputs.Bits ? inputs.Buckets.SelectMany(bucket => bucket.Keys()).Select(entry => KeyLog.BucketOf(entry, Bits)).Distinct()
            : inputs.Buckets.Where(bucket => bucket.Count > 0).Select(bucket => bucket.Number));
    }

    /// <summary>Finds click ids that several buckets have; the buckets of the published version that have one are written anew too.</summary>
    public async Task<ClickConflicts> FindConflictsAsync(CancellationToken cancellationToken)
    {
        var conflicts = new ClickConflicts();
        if (Bits == 0)
        {
            return conflicts;
        }

        conflicts.Find(Keys(), inputs.Buckets.Sum(bucket => bucket.Count) + _keys.Values.Sum(keys => keys.Clicks.Length), Bits);
        foreach (var bucket in conflicts.Involved)
        {
            var columns = await LoadAsync(bucket, cancellationToken);
            conflicts.Look(bucket, columns);
            DropCopy(bucket, columns);
        }

        Touched.UnionWith(conflicts.Involved);
        return conflicts;
    }

    /// <summary>Bytes of memory that loading a bucket takes, by estimate; its rows may be there already.</summary>
    public long BytesToLoad(int bucket) => _published is null && RowsOf(bucket).IsWhole(Bits > inputs.Bits) ? 0 : BytesOf(bucket);

    /// <summary>All rows of a bucket.</summary>
    public async Task<FactColumns> LoadAsync(int bucket, CancellationToken cancellationToken)
    {
        var known = _published is null ? null : await ReadAsync(_published.Buckets[bucket], cancellationToken);
        return RowsOf(bucket).Load(known, bucket, Bits, isSplit: Bits > inputs.Bits);
    }

    // Bytes that a bucket takes in memory, by estimate.
    private long BytesOf(int bucket)
    {
        var published = _published?.Buckets[bucket].Files.Sum(file => file.Bytes) ?? 0;
        return (RowsOf(bucket).Bytes >> (Bits - inputs.Bits)) + (published * BucketPlan.MemoryPerPublishedByte);
    }

    /// <summary>Drops the rows of a bucket that is written.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="columns">What was loaded; null if that failed.</param>
    public void Done(int bucket, FactColumns? columns)
    {
        DropCopy(bucket, columns);
        if (Bits == inputs.Bits)
        {
            RowsOf(bucket).Dispose();
        }
    }

    /// <summary>A bucket of the published version that stays.</summary>
    public HourBucket Reused(int bucket) => _published!.Buckets[bucket];

    /// <summary>The orders of a bucket of the published version that stays.</summary>
    public IEnumerable<UInt128> OrdersOf(int bucket) => _keys[bucket].Orders;

    private BucketRows RowsOf(int bucket) => inputs.Buckets[bucket >> (Bits - inputs.Bits)];

    private void DropCopy(int bucket, FactColumns? columns)
    {
        if (!RowsOf(bucket).Holds(columns))
        {
            columns?.Dispose();
        }
    }

    // Each bucket has to fit in its part of the memory when it is sorted.
    private int Grow()
    {
        var largest = Enumerable.Range(0, 1 << Bits).Max(BytesOf);
        var rows = inputs.Buckets.Sum(bucket => bucket.Count) + (_published?.Accepted ?? 0);
        var bits = Bits;
        for (; bits < VisitorHash.MaxBits && largest > run.Memory.BucketLimit && rows >> bits > MinRowsPerBucket; bits++)
        {
            largest /= 2;
        }

        return bits;
    }

    private IEnumerable<ulong> Keys()
    {
        foreach (var entry in inputs.Buckets.SelectMany(bucket => bucket.Keys()))
        {
            yield return entry;
        }

        foreach (var (bucket, (clicks, _)) in _keys)
        {
            foreach (var click in clicks)
            {
                yield return click | ((uint)bucket << (VisitorHash.MaxBits - Bits));
            }
        }
    }

    private async Task ReadKeysAsync(CancellationToken cancellationToken)
    {
        foreach (var bucket in _published!.Buckets)
        {
            await using var content = await PublishedFile.OpenAsync(run.Store, bucket.Keys!, cancellationToken);
            var bytes = new byte[content.Length];
            await content.ReadExactlyAsync(bytes, cancellationToken);
            _keys[bucket.Number] = BucketKeys.Read(bytes);
        }
    }

    private async Task AddAllAsync(HourManifest previous, CancellationToken cancellationToken)
    {
        var (batch, route, all) = (new Core.Events.EventBatch(), new BucketRoute(), Enumerable.Range(0, 1024).ToArray());
        foreach (var bucket in previous.Buckets)
        {
            foreach (var file in bucket.Files)
            {
                using var columns = new FactColumns();
                await ReadAsync(file, columns, cancellationToken);
                RowCopy.ForEachBatch(columns, batch, rows => inputs.AddCounted(rows, all.AsSpan(0, rows.Count), route));
            }
        }
    }

    private async Task<FactColumns> ReadAsync(HourBucket bucket, CancellationToken cancellationToken)
    {
        var columns = new FactColumns();
        foreach (var file in bucket.Files)
        {
            await ReadAsync(file, columns, cancellationToken);
        }

        return columns;
    }

    private async Task ReadAsync(DataFile file, FactColumns columns, CancellationToken cancellationToken)
    {
        var before = columns.Count;
        await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
        await FactFileReader.ReadAsync(content, columns, cancellationToken);
        if (columns.Count - before != file.Rows)
        {
            throw new InvalidDataException($"{file.Key} has {columns.Count - before} rows, but its manifest says {file.Rows}.");
        }
    }
}
