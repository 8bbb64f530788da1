using Clickstream.Compactor.Columns;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// The new rows of one bucket while an hour is read: in memory, and what does not fit there in files on disk. Several readers may add at the
/// same time; buckets do not wait for each other.
/// </summary>
internal sealed class BucketRows(int number, RowMemory memory) : IDisposable
{
    private const int RowsPerCopy = 1024;
    private const long MaxBytesPerRow = 1024; // Of few rows, most of the memory is room for more.

    private readonly Lock _lock = new();
    private readonly List<RunFile> _runs = [];
    private FactColumns? _columns; // Null when nothing is in memory: an hour that waits for its turn costs nothing.
    private KeyLog? _keys;
    private SpillException? _failure;
    private bool _isPinned;
    private bool _isDisposed;
    private volatile bool _isBusy;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Rows, in memory and on disk; some of the latter may have one click id.</summary>
    public long Count => _runs.Sum(run => (long)run.Rows) + InMemory;

    /// <summary>Bytes that all rows would take in memory, by estimate.</summary>
    public long Bytes => (_runs.Sum(run => run.Bytes) / 4) + Math.Min(Held, InMemory * MaxBytesPerRow);

    /// <summary>Bytes that it takes in memory now.</summary>
    public long Held => _columns?.Bytes ?? 0;

    private int InMemory => _columns?.Count ?? 0;

    /// <summary>Whether somebody is taking events in, so that whoever came now would wait. It may be otherwise the moment it is told.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Takes events in.</summary>
    public void Add(EventBatch batch, ReadOnlySpan<int> chosen)
    {
        if (chosen.IsEmpty)
        {
            return;
        }

        long bytes;
        lock (_lock)
        {
            if (_failure is not null)
            {
                return; // The hour fails when it is written; keeping its rows would only fill the memory.
            }

            _isBusy = true;
            _columns ??= new FactColumns();
            _columns.Add(batch, chosen);
            bytes = _columns.Bytes;
            _isBusy = false;
        }

        memory.Report(this, bytes);
    }

    /// <summary>Puts what is in memory on disk.</summary>
    public void Spill()
    {
        lock (_lock)
        {
            // Whoever makes room has chosen it without its lock, so it may be gone meanwhile.
            if (_columns is null || _isPinned || _isDisposed || _failure is not null)
            {
                return;
            }

            try
            {
                _keys ??= new KeyLog(memory.Folder);
                _keys.Add(EntriesOf(_columns));
                _runs.Add(RunFile.Write(memory.Folder.NewFile(), _columns));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _failure = memory.Folder.Failure(exception);
            }

            _columns.Dispose();
            _columns = null;
        }
    }

    /// <summary>Whether loaded rows are those that are held here, and not a copy.</summary>
    public bool Holds(FactColumns? columns) => ReferenceEquals(columns, _columns);

    /// <summary>Keeps what is in memory there: reading is over, and writing begins.</summary>
    public void Pin()
    {
        memory.Pin(this);
        lock (_lock)
        {
            _isPinned = true;
        }
    }

    /// <summary>Fingerprints of all rows, when it is pinned.</summary>
    /// <exception cref="SpillException">Rows could not be put on disk.</exception>
    public IEnumerable<ulong> Keys()
    {
        Check();
        return (_keys?.Read() ?? []).Concat(_columns is null ? [] : EntriesOf(_columns));
    }

    /// <summary>All rows, or those of one of the buckets that this one is split into, when it is pinned.</summary>
    /// <param name="known">Rows of the published version to which these are added; null to begin with none.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="bits">Of how many it is; rows of others are left out.</param>
    /// <param name="isSplit">Whether this bucket holds rows of others.</param>
    /// <exception cref="SpillException">Rows could not be put on disk, or cannot be read back.</exception>
    public FactColumns Load(FactColumns? known, int bucket, int bits, bool isSplit)
    {
        Check();
        if (known is null && IsWhole(isSplit))
        {
            return _columns ??= new FactColumns();
        }

        var rows = known ?? new FactColumns();
        var (batch, chosen) = (new EventBatch(), new int[RowsPerCopy]);
        void Take(EventBatch block) => rows.Add(block, chosen.AsSpan(0, Choose(block, bucket, bits, isSplit, chosen)));
        try
        {
            foreach (var run in _runs)
            {
                run.Read(batch, Take);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw memory.Folder.Failure(exception);
        }

        if (_columns is not null)
        {
            RowCopy.ForEachBatch(_columns, batch, Take);
        }

        return rows;
    }

    /// <summary>Whether rows that are loaded are those that are held here, which take no more memory.</summary>
    /// <param name="isSplit">Whether this bucket holds rows of others.</param>
    public bool IsWhole(bool isSplit) => !isSplit && _runs.Count == 0;

    /// <summary>Drops the rows, on disk too.</summary>
    public void Dispose()
    {
        memory.Forget(this);
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var run in _runs)
            {
                run.Dispose();
            }

            _runs.Clear();
            _keys?.Dispose();
            _columns?.Dispose();
        }
    }

    private static int Choose(EventBatch batch, int bucket, int bits, bool isSplit, int[] chosen)
    {
        var count = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var row = ref batch.Rows[i];
            if (!isSplit || VisitorHash.BucketOf(BucketRoute.HashOf(batch, in row), bits) == bucket)
            {
                chosen[count++] = i;
            }
        }

        return count;
    }

    private static IEnumerable<ulong> EntriesOf(FactColumns columns)
    {
        for (var row = 0; row < columns.Count; row++)
        {
            yield return KeyLog.Entry(
                Core.Decoding.ClickId.KeyOf(columns.ClickIds[row]),
                VisitorHash.Of(columns[TextField.UserId].Text(row), columns[TextField.AnonymousId].Text(row), columns.ClickIds[row]));
        }
    }

    private void Check()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }
    }
}
