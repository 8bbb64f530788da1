namespace Clickstream.Producer.Collect.Spool;

/// <summary>What became of events that were to be spooled.</summary>
internal enum SpoolOutcome
{
    /// <summary>They are durable.</summary>
    Committed,

    /// <summary>The spool has no room; it will have, once the stream takes what is in it.</summary>
    Full,

    /// <summary>Too much waits for the disk at this moment.</summary>
    Busy,

    /// <summary>The disk did not take them.</summary>
    Failed,

    /// <summary>The spool is closed.</summary>
    Closed,
}

/// <summary>
/// Appends to a spool. Everything that arrives while one commit is under way goes into the next: one write and one flush for all of it. A thread of its own
/// does it, because both block. Safe for concurrent use.
/// </summary>
internal sealed class SpoolWriter : IDisposable
{
    private const int KeptBytes = 4 << 20; // Of a buffer; a burst's is given back.

    private readonly object _gate = new();
    private readonly EventSpool _spool;
    private readonly SpoolMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly byte[] _header = new byte[SpoolFrame.HeaderBytes];
    private SpoolBlock _pending = new();
    private SpoolBlock _writing = new();
    private TaskCompletionSource<SpoolOutcome> _group = New();
    private bool _isIdle;
    private bool _isClosed;
    private ISpoolFile? _file;
    private SpoolSegment? _segment;

    public SpoolWriter(EventSpool spool, SpoolMetrics metrics, TimeProvider time)
    {
        (_spool, _metrics, _time) = (spool, metrics, time);
        _thread = new Thread(Run) { IsBackground = true, Name = "spool" };
        _thread.Start();
    }

    /// <summary>Why the last commit failed; null if it did not.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether events would be refused for want of room.</summary>
    public bool IsFull => _spool.Bytes >= _spool.Options.MaxBytes;

    /// <summary>Appends the records of a block, which may be used again at once.</summary>
    /// <returns>Ends when it is known what became of them.</returns>
    public Task<SpoolOutcome> AppendAsync(SpoolBlock block)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return Task.FromResult(SpoolOutcome.Closed);
            }

            if (_pending.Length > 0 && _pending.Length + block.Length > _spool.Options.MaxPendingBytes)
            {
                return Task.FromResult(SpoolOutcome.Busy);
            }

            if (_spool.Bytes + _writing.Length + _pending.Length + block.Length > _spool.Options.MaxBytes)
            {
                return Task.FromResult(SpoolOutcome.Full);
            }

            _pending.Add(block);
            if (_isIdle)
            {
                Monitor.Pulse(_gate);
            }

            return _group.Task;
        }
    }

    /// <summary>Commits what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _file?.Dispose();
    }

    private void Run()
    {
        var last = _time.GetTimestamp() - _time.TimestampFrequency;
        while (true)
        {
            TaskCompletionSource<SpoolOutcome> group;
            lock (_gate)
            {
                while (_pending.Count == 0 && !_isClosed)
                {
                    _isIdle = true;
                    Monitor.Wait(_gate);
                    _isIdle = false;
                }

                if (_pending.Count == 0)
                {
                    return;
                }

                Gather(last);
                (_pending, _writing) = (_writing, _pending);
                (group, _group) = (_group, New());
            }

            last = _time.GetTimestamp();
            var outcome = Commit();
            lock (_gate)
            {
                _writing.Clear(KeptBytes);
            }

            group.SetResult(outcome);
        }
    }

    // Lets more come until the interval since the last commit is over. Nobody pulses meanwhile but the one who closes.
    private void Gather(long last)
    {
        while (!_isClosed)
        {
            var left = _spool.Options.CommitInterval - _time.GetElapsedTime(last);
            if (left < TimeSpan.FromMilliseconds(1))
            {
                return;
            }

            Monitor.Wait(_gate, left);
        }
    }

    private SpoolOutcome Commit()
    {
        var started = _time.GetTimestamp();
        try
        {
            if (_segment is null || _segment.Length + _writing.Length > _spool.Options.SegmentBytes)
            {
                Roll();
            }

            SpoolFrame.WriteHeader(_header, _writing.Span, _writing.Count, _spool.Next);
            _file!.Write(_segment!.Length, _header, _writing.Memory);
            if (_spool.Options.Flush)
            {
                _file.Flush();
            }

            _segment = _segment with { Length = _segment.Length + _header.Length + _writing.Length };
            _spool.Grow(_segment, _writing.Count);
            _metrics.Committed(_writing.Count, _writing.Length, _time.GetElapsedTime(started));
            Fault = null;
            return SpoolOutcome.Committed;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fault = fault;
            _metrics.CommitFailed();
            Abandon();
            return SpoolOutcome.Failed;
        }
    }

    private void Roll()
    {
        _file?.Dispose();
        _file = null;
        _segment = null;
        var segment = _spool.NewSegment();
        var file = _spool.Disk.Create(segment.Name);
        try
        {
            var header = new byte[SpoolFrame.SegmentHeaderBytes];
            SpoolFrame.WriteSegment(header, segment.First);
            file.Write(0, header, default);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            _spool.Disk.Delete(segment.Name);
            throw;
        }

        (_file, _segment) = (file, segment with { Length = SpoolFrame.SegmentHeaderBytes });
    }

    // What is on disk behind a write or a flush that failed is not known, so the segment ends before it, and nobody is answered for it.
    private void Abandon()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _file.Truncate(_segment!.Length);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fault = new AggregateException(Fault!, fault); // The reader stops at the committed length; a later process finds a bad end.
        }

        _file.Dispose();
        if (_segment!.Length == SpoolFrame.SegmentHeaderBytes)
        {
            _spool.Disk.Delete(_segment.Name); // Nothing in it was committed, and nobody else knows of it.
        }

        (_file, _segment) = (null, null);
    }

    private static TaskCompletionSource<SpoolOutcome> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
