namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Keeps the rows of all hours that are worked on within a limit: when they exceed it, the largest bucket goes to disk. Safe for concurrent use.
/// </summary>
internal sealed class RowMemory(CompactOptions options, SpillFolder folder)
{
    // As much again is needed to sort and write buckets; the rest is for what the collector has not found yet, and for the program itself.
    private const double ShareOfRows = 0.4;
    private const long Program = 32L << 20;

    // Rows that spill cost less than an hour that is published again for a few late ones.
    private const double NearlyFull = 0.9;

    private readonly Lock _lock = new();
    private readonly Dictionary<BucketRows, long> _sizes = [];
    private readonly Dictionary<BucketRows, long> _pinned = [];
    private readonly long _limit = LimitOf(options);
    private long _used;
    private long _heapAfterLast;

    /// <summary>Where rows go.</summary>
    public SpillFolder Folder => folder;

    /// <summary>Bytes that one bucket may take when it is sorted and written, as many at a time as there are processors.</summary>
    public long BucketLimit => BucketLimitOf(options);

    /// <summary>Whether most of the memory is in use.</summary>
    public bool IsNearlyFull
    {
        get
        {
            lock (_lock)
            {
                return _used > _limit * NearlyFull;
            }
        }
    }

    /// <summary>The same before there is a run.</summary>
    public static long BucketLimitOf(CompactOptions options) => LimitOf(options) / options.Parallelism;

    /// <summary>Tells how large a bucket has become. The caller must not hold a lock of a bucket.</summary>
    public void Report(BucketRows rows, long bytes)
    {
        lock (_lock)
        {
            _used += bytes - _sizes.GetValueOrDefault(rows);
            _sizes[rows] = bytes;
        }

        Relieve();
        Collect();
    }

    /// <summary>Takes memory for a bucket that is about to be loaded; <see cref="Release"/> follows.</summary>
    public void Reserve(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
        }

        Relieve();
        Collect();
    }

    /// <summary>Gives memory back.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
        }
    }

    /// <summary>Keeps a bucket in memory until it is forgotten.</summary>
    public void Pin(BucketRows rows)
    {
        lock (_lock)
        {
            if (_sizes.Remove(rows, out var bytes))
            {
                _pinned[rows] = bytes;
            }
        }
    }

    /// <summary>Notes that a bucket is gone.</summary>
    public void Forget(BucketRows rows)
    {
        lock (_lock)
        {
            _used -= _sizes.GetValueOrDefault(rows) + _pinned.GetValueOrDefault(rows);
            _sizes.Remove(rows);
            _pinned.Remove(rows);
        }
    }

    private static long LimitOf(CompactOptions options) => Math.Max((long)(options.MaxMemory * ShareOfRows) - Program, options.MaxMemory / 8);

    private void Relieve()
    {
        while (Largest() is { } victim)
        {
            victim.Spill();
        }
    }

    private BucketRows? Largest()
    {
        lock (_lock)
        {
            if (_used <= _limit || _sizes.Count == 0)
            {
                return null;
            }

            var (rows, bytes) = _sizes.MaxBy(pair => pair.Value);
            if (bytes == 0)
            {
                return null; // All that can go is gone; the rest is being written.
            }

            _used -= bytes;
            _sizes[rows] = 0;
            return rows;
        }
    }

    // The collector does not know of the limit, and arrays that have grown leave large garbage behind. Arrays hold no references, so this is cheap.
    private void Collect()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        if (heap > options.MaxMemory / 4 && heap > Interlocked.Read(ref _heapAfterLast) + (options.MaxMemory / 8))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            Interlocked.Exchange(ref _heapAfterLast, GC.GetTotalMemory(forceFullCollection: false));
        }
    }
}
