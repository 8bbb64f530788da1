using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// One shard's way from pages of records to results of minutes, alerts, and what is to be written. It reads nothing and writes nothing
/// itself.
/// The loop around it: <see cref="Process"/> pages, <see cref="Cut"/> a flush now and then, make the flush durable, checkpoint.
/// Not safe for concurrent use; observers are called on the thread that processes. After an exception it cannot be used further:
/// make a new one from the state at the checkpoint.
/// </summary>
public sealed class ShardPipeline : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly Accounting _accounting;
    private readonly FlushAssembly _flush;
    private readonly RecordReader _reader;
    private readonly MinuteWindows _windows;
    private readonly Subject<ShardBatch> _batches = new();
    private readonly Subject<Alert> _alerts = new();
    private readonly CompositeDisposable _subscriptions;
    private SequenceNumber? _first;
    private bool _isEnded;
    private bool _isBroken;

    internal ShardPipeline(ShardId shard, PipelineOptions options, Accounting accounting, MinuteWindows windows, FlushAssembly flush)
    {
        Shard = shard;
        (_options, _accounting, _windows, _flush) = (options, accounting, windows, flush);
        _windows.Save = _flush.AddMinute;
        _reader = new RecordReader(accounting, flush.Quarantine, options) { Publish = _batches.OnNext };
        _subscriptions = new CompositeDisposable(
            _batches.Subscribe(new LandingLines(shard, flush.Landing)),
            _batches.Subscribe(_windows),
            _batches.AlertsBy(options.Rules, options.Clock).Subscribe(_alerts));
    }

    /// <summary>The shard.</summary>
    public ShardId Shard { get; }

    /// <summary>
    /// Results of minutes as they change: early ones at <see cref="EmitEarly"/>, final ones and restatements as they happen.
    /// </summary>
    public IObservable<MinuteResult> Minutes => _windows.AsObservable();

    /// <summary>The alerts of the rules, in the order of the events: by default one for the first event of each order in this shard.</summary>
    public IObservable<Alert> Alerts => _alerts.AsObservable();

    /// <summary>
    /// Tells which records do not belong to the shard in all their parts; they are passed over, since their producer puts their parts again into the
    /// shards of their keys. Set before the first page; null takes every record.
    /// </summary>
    public ShardScope? Scope
    {
        get => _reader.Scope;
        set => _reader.Scope = value;
    }

    /// <summary>
    /// The checkpoint of another consumer (a KCL worker), if that has read the shard so far. The record at it may be the first that is processed here;
    /// of its user records those up to the checkpoint are skipped. Set before the first page.
    /// </summary>
    public Checkpoint? ReadElsewhere
    {
        get => _reader.ReadElsewhere;
        set => _reader.ReadElsewhere = value;
    }

    /// <summary>The last record that was processed; null if there was none, ever.</summary>
    public SequenceNumber? Through { get; internal set; }

    /// <summary>The last user record of that record.</summary>
    internal long ThroughSub { get; set; }

    /// <summary>The event time up to which the shard is believed complete; null before its first event.</summary>
    public EventTime? Watermark => _accounting.Watermark.Value;

    /// <summary>What was counted since the beginning of the shard.</summary>
    public ShardCounters Counters => _accounting.Ledger.ToCounters();

    /// <summary>
    /// Alerts that are not delivered yet. The caller sets it before <see cref="Cut"/>; after a restart it holds those of the checkpoint.
    /// </summary>
    public IReadOnlyList<Alert> Outbox { get; set; } = [];

    /// <summary>Whether there is something to flush.</summary>
    public bool HasPending => _first is not null || (_isEnded && !_flush.IsEndCut) || _windows.HasUnsaved;

    /// <summary>Bytes that wait for the flush, compressed.</summary>
    public long PendingBytes => _flush.PendingBytes;

    /// <summary>Whether enough waits that it should be flushed before more is processed.</summary>
    public bool WantsFlush => PendingBytes >= _options.FlushBytes || _flush.Landing.Hours > 4 * _options.MaxOpenHours;

    /// <summary>A pipeline for a shard of which nothing was read yet.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="options">How to count.</param>
    /// <param name="parents">
    /// The last states of the shards it was split or merged from; it knows what they have seen and starts at the earlier watermark.
    /// </param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static ShardPipeline Begin(ShardId shard, PipelineOptions options, IReadOnlyList<ShardState> parents) =>
        ShardPipelineFactory.Begin(shard, options, parents);

    /// <summary>A pipeline that goes on behind a checkpoint.</summary>
    /// <exception cref="CorruptStateException">The state is damaged.</exception>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static ShardPipeline Resume(ShardState state, PipelineOptions options) => ShardPipelineFactory.Resume(state, options);

    /// <summary>
    /// Takes the records of a page in, whole. Nothing in them makes it throw. The last page of a shard closes all minutes.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The shard was read to its end before, a record is not behind the one before, or a former call threw.
    /// </exception>
    public void Process(RecordPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        Guarded(() =>
        {
            if (_isEnded)
            {
                throw new InvalidOperationException($"{Shard} was read to its end; no page can follow.");
            }

            _reader.Begin(page.Records);
            for (var i = 0; i < page.Records.Count; i++)
            {
                var record = page.Records[i];
                if (Through is { } through && record.SequenceNumber <= through)
                {
                    throw new InvalidOperationException($"{Shard}: record {record.SequenceNumber} does not follow {through}.");
                }

                _first ??= record.SequenceNumber;
                _reader.Read(record, i);
                (Through, ThroughSub) = (record.SequenceNumber, _reader.LastSub);
            }

            _reader.Complete();
            if (Through is { } last)
            {
                _windows.EmitClosed(last);
            }

            _isEnded = page.IsShardEnd;
        });
        if (_isEnded)
        {
            CloseAll();
        }
    }

    /// <summary>Shows the minutes that changed since they were shown.</summary>
    public void EmitEarly()
    {
        if (Through is { } through)
        {
            Guarded(() => _windows.EmitChanged(through));
        }
    }

    /// <summary>
    /// Makes all open minutes final because the shard was silent for the idle time-out. If more comes for them, they are restated.
    /// </summary>
    public void CloseIdle()
    {
        if (Through is { } through)
        {
            Guarded(() => _windows.EmitAllAsFinal(through));
        }
    }

    /// <summary>Makes all open minutes final because nothing more is expected: the shard has ended, or everything is to settle.</summary>
    public void CloseAll() => CloseIdle();

    /// <summary>Everything that has to be durable before the checkpoint may move behind the records processed so far.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to flush (see <see cref="HasPending"/>), or a former call threw.
    /// </exception>
    public ShardFlush Cut()
    {
        ShardFlush? flush = null;
        Guarded(() =>
        {
            if (!HasPending)
            {
                throw new InvalidOperationException($"{Shard} has nothing to flush.");
            }

            flush = _flush.Cut(new CutPoint(_first, Through, ThroughSub, _isEnded), _accounting, _windows, Outbox);
            _first = null;
        });
        return flush!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscriptions.Dispose();
        _batches.Dispose();
        _alerts.Dispose();
        _windows.Dispose();
        _flush.Dispose();
    }

    /// <summary>A pipeline that was stopped half way through a page has counted a part of it, so it must not go on.</summary>
    private void Guarded(Action action)
    {
        if (_isBroken)
        {
            throw new InvalidOperationException(
                $"The pipeline of {Shard} failed before; it has to be made anew from the state at the checkpoint.");
        }

        _isBroken = true;
        action();
        _isBroken = false;
    }
}
