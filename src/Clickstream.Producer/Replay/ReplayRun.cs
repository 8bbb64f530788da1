using System.Diagnostics;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Replay;

/// <summary>One run of a replay, from its position to the end or to a stop.</summary>
internal sealed class ReplayRun
{
    /// <summary>
    /// Files of one hour that are merged at once; each has half a megabyte of buffers. Beyond it an hour is merged in groups of files,
    /// so its events may come out of order by up to an hour and then be counted as late.
    /// </summary>
    public const int MaxFilesAtOnce = 256;

    private const long BlockBytesOfAllFiles = 32 * 1024 * 1024;
    private const int SmallestBlock = 16 * 1024;
    private const int InputsPerLook = 1_024; // Between two looks at the clock for the progress.
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromMilliseconds(5);

    private readonly ReplayOptions _options;
    private readonly IObjectStore _rawStore;
    private readonly StreamProducer _producer;
    private readonly TimeProvider _time;
    private readonly CheckpointCadence<ReplaySnapshot> _cadence;
    private readonly List<string> _problems = [];
    private readonly List<(ObjectKey Key, byte[] Content)> _unsaved = [];
    private readonly long _started;
    private ItemFeed[] _feeds = [];
    private ReplayPacer? _pacer;
    private long _pacedFrom;
    private long _told;
    private long _inputs;
    private long _quarantined;
    private long _bytes;
    private long _doneBytes;
    private long _allBytes;
    private int _files;
    private bool _partIsFull;

    public ReplayRun(ReplayOptions options, IObjectStore rawStore, ReplayJournal journal, StreamProducer producer, TimeProvider time)
    {
        _options = options;
        _rawStore = rawStore;
        _producer = producer;
        _time = time;
        _started = _told = time.GetTimestamp();
        _cadence = new CheckpointCadence<ReplaySnapshot>(producer, journal.SaveAsync, time);
    }

    /// <summary>
    /// What is finished, and where the files of earlier groups are. The current group's files are added when a position is taken.
    /// </summary>
    public required ReplayCheckpoint Position { get; init; }

    public required IProgress<ReplayProgress>? Progress { get; init; }

    public required CancellationToken Drain { get; init; }

    public async Task<ReplayOutcome> RunAsync(ReplayWork work, CancellationToken cancellationToken)
    {
        _allBytes = work.Pending.Sum(raw => raw.Size);
        try
        {
            foreach (var group in work.Pending.GroupBy(raw => raw.Hour).SelectMany(hour => hour.Chunk(MaxFilesAtOnce)))
            {
                if (Drain.IsCancellationRequested)
                {
                    break;
                }

                await ReplayGroupAsync(group, cancellationToken).ConfigureAwait(false);
            }

            var complete = _problems.Count == 0 && !Drain.IsCancellationRequested
                && work.Pending.All(raw => Position.Files[raw.Key.Value].Finished);
            await _cadence.FinishAsync(_inputs, TakeSnapshot(complete), cancellationToken).ConfigureAwait(false);
            return Outcome(work, complete);
        }
        finally
        {
            await _cadence.AbandonAsync().ConfigureAwait(false);
        }
    }

    private async Task ReplayGroupAsync(RawObject[] files, CancellationToken cancellationToken)
    {
        var blockBytes = (int)Math.Clamp(BlockBytesOfAllFiles / files.Length / 3, SmallestBlock, ItemBlock.DefaultCapacity);
        _feeds = files.Select(raw => CreateFeed(raw, blockBytes)).ToArray();
        try
        {
            var merge = await FeedMerge.StartAsync(_feeds, cancellationToken).ConfigureAwait(false);
            await PutAllAsync(merge, cancellationToken).ConfigureAwait(false);
            Settle(isAtEnd: merge.Current is null);
        }
        finally
        {
            foreach (var feed in _feeds)
            {
                await feed.DisposeAsync().ConfigureAwait(false);
                await ((RawFileReader)feed.Source).DisposeAsync().ConfigureAwait(false);
            }

            _feeds = [];
        }
    }

    private ItemFeed CreateFeed(RawObject raw, int blockBytes)
    {
        var from = Position.Files.GetValueOrDefault(raw.Key.Value) ?? FilePosition.Start(raw);
        var reader = new RawFileReader(_rawStore, _options, raw, from);
        return new ItemFeed(reader, $"{_options.ProducerId}/{raw.Source}/", blockBytes, reader.FillAsync);
    }

    private async Task PutAllAsync(FeedMerge merge, CancellationToken cancellationToken)
    {
        while (merge.Current is { } feed && !Drain.IsCancellationRequested)
        {
            if (_options.Speed is { } speed)
            {
                await PaceAsync(feed.Current.Time, speed, cancellationToken).ConfigureAwait(false);
                if (Drain.IsCancellationRequested)
                {
                    break;
                }
            }

            var added = Put(feed, cancellationToken);
            if (!added.IsCompletedSuccessfully)
            {
                await added.ConfigureAwait(false);
            }

            var time = feed.Current.Time;
            if (!merge.TryMoveNext())
            {
                await merge.NextBlockAsync(cancellationToken).ConfigureAwait(false);
            }

            if (_partIsFull || _cadence.IsDue(_inputs))
            {
                await _cadence.TakeAsync(_inputs, TakeSnapshot(complete: false), cancellationToken).ConfigureAwait(false);
            }

            if (_inputs % InputsPerLook == 0)
            {
                Tell(time);
            }
        }
    }

    private ValueTask Put(ItemFeed feed, CancellationToken cancellationToken)
    {
        ref readonly var item = ref feed.Current;
        var data = feed.Block.DataOf(item);
        _inputs++;
        if (item.Problem != RejectionReason.None)
        {
            var reader = (RawFileReader)feed.Source;
            reader.QuarantineItem(item, data);
            _quarantined++;
            _partIsFull |= reader.Quarantine.HasFullPart;
            return ValueTask.CompletedTask;
        }

        _bytes += data.Length;
        var origin = feed.Origin();
        return _producer.AddAsync(item.KeyLength > 0 ? feed.Block.KeyOf(item) : origin, data, origin, cancellationToken);
    }

    private async ValueTask PaceAsync(long time, double speed, CancellationToken cancellationToken)
    {
        if (_pacer is null)
        {
            _pacer = new ReplayPacer(speed, time);
            _pacedFrom = _time.GetTimestamp();
        }

        var due = _pacer.DueAfter(time);
        while (due - _time.GetElapsedTime(_pacedFrom) is var wait && wait > WorthWaiting && !Drain.IsCancellationRequested)
        {
            if (_cadence.Remaining(_inputs) is { } untilCheckpoint && untilCheckpoint < wait)
            {
                wait = untilCheckpoint;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(Drain, cancellationToken);
            wait = wait < TellEvery ? wait : TellEvery;
            await Task.Delay(wait, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (_cadence.Remaining(_inputs) == TimeSpan.Zero)
            {
                await _cadence.TakeAsync(_inputs, TakeSnapshot(complete: false), cancellationToken).ConfigureAwait(false);
            }

            Tell(time);
        }
    }

    /// <summary>Brings the position up to where the current group is, and finishes its files if they are at their end.</summary>
    private void Settle(bool isAtEnd)
    {
        foreach (var feed in _feeds)
        {
            var reader = (RawFileReader)feed.Source;
            var finished = isAtEnd && reader.Fault is null;
            Position.Files[reader.Raw.Key.Value] = reader.From with
            {
                Size = reader.Raw.Size,
                Modified = reader.Raw.Modified,
                Inputs = Math.Max(reader.From.Inputs, feed.Position),
                Time = feed.Position > 0 ? feed.PositionTime : reader.From.Time,
                Quarantined = reader.From.Quarantined + reader.Quarantined,
                Finished = finished,
            };
            if (isAtEnd)
            {
                _files += finished ? 1 : 0;
                _doneBytes += reader.Raw.Size;
                _problems.AddRange(reader.Fault is { } fault ? [fault] : Array.Empty<string>());
            }

            _unsaved.AddRange(reader.Quarantine.TakeUnsaved());
        }
    }

    private ReplaySnapshot TakeSnapshot(bool complete)
    {
        Settle(isAtEnd: false);
        _partIsFull = false;
        var quarantine = _unsaved.ToArray();
        _unsaved.Clear();
        var files = new SortedDictionary<string, FilePosition>(Position.Files, StringComparer.Ordinal);
        return new ReplaySnapshot(Position with { Files = files, Complete = complete }, quarantine);
    }

    private void Tell(long time)
    {
        if (Progress is null || _time.GetElapsedTime(_told) < TellEvery)
        {
            return;
        }

        _told = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_started);
        var read = _doneBytes + _feeds.Sum(feed => ((RawFileReader)feed.Source).BytesRead);
        var share = _allBytes == 0 ? 1 : Math.Min(1, (double)read / _allBytes);
        TimeSpan? remaining = share > 0 ? elapsed * ((1 - share) / share) : null;
        Progress.Report(new ReplayProgress(_inputs, new EventTime(time), share, elapsed, remaining));
    }

    private ReplayOutcome Outcome(ReplayWork work, bool complete)
    {
        Debug.Assert(_feeds.Length == 0, "Every group is settled.");
        return new ReplayOutcome
        {
            Read = _inputs,
            Put = _inputs - _quarantined,
            Tally = _producer.Tally,
            Quarantined = _quarantined,
            Bytes = _bytes,
            Files = _files,
            FilesBefore = work.Finished,
            TotalRead = Position.Files.Values.Sum(file => file.Inputs),
            Complete = complete,
            Changed = work.Changed,
            Problems = _problems,
            Elapsed = _time.GetElapsedTime(_started),
        };
    }
}
