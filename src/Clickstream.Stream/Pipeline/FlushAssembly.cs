using System.Reactive.Disposables;
using Clickstream.Core.Alerts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>Where a flush is cut.</summary>
/// <param name="First">The first record since the last cut; null if there was none.</param>
/// <param name="Through">The last record ever; null if there was none.</param>
/// <param name="ThroughSub">The last user record of that record.</param>
/// <param name="IsEnd">Whether the shard has ended.</param>
internal readonly record struct CutPoint(SequenceNumber? First, SequenceNumber? Through, long ThroughSub, bool IsEnd);

/// <summary>Collects what is to be written and puts flushes together.</summary>
internal sealed class FlushAssembly : IDisposable
{
    private readonly ShardId _shard;
    private readonly HourlyLines _engagement;
    private readonly SupersededObjects _superseded;

    public FlushAssembly(ShardId shard, PipelineOptions options, ShardState? state = null)
    {
        _shard = shard;
        _superseded = new SupersededObjects(shard);
        Landing = new HourlyLines(options.MaxOpenHours);
        _engagement = new HourlyLines(options.MaxOpenHours);
        Quarantine = new QuarantineLines(shard, new HourlyLines(options.MaxOpenHours), options);
        if (state is not null)
        {
            foreach (var leftover in state.Leftovers)
            {
                _superseded.Add(leftover);
            }

            _superseded.Add(state.Checkpoint);
        }
    }

    /// <summary>Lines of events.</summary>
    public HourlyLines Landing { get; }

    /// <summary>Lines of rejected inputs.</summary>
    public QuarantineLines Quarantine { get; }

    /// <summary>Whether the end of the shard was cut.</summary>
    public bool IsEndCut { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public long PendingBytes => Landing.Bytes + Quarantine.Lines.Bytes + _engagement.Bytes;

    /// <summary>Adds a result of a minute.</summary>
    public void AddMinute(MinuteResult result)
    {
        var lines = _engagement.At(result.Minute.Hour);
        EngagementLine.Write(result, lines);
        lines.EndLine();
    }

    /// <summary>Takes all that waits.</summary>
    public ShardFlush Cut(CutPoint point, Accounting accounting, MinuteWindows windows, IReadOnlyList<Alert> outbox)
    {
        var checkpoint = point.IsEnd ? Checkpoint.ShardEnd : Checkpoint.After(point.Through!.Value, point.ThroughSub);
        foreach (var minute in point.Through is { } through ? windows.TakeUnsaved(through) : [])
        {
            AddMinute(minute);
        }

        var buffers = new List<IDisposable>();
        var batches = TakeBatches(point, buffers);
        var state = TakeSeen(accounting.Seen);
        var index = new ShardStateIndex
        {
            Shard = _shard,
            Checkpoint = checkpoint,
            Through = point.Through,
            Watermark = accounting.Watermark.Microseconds,
            Parents = accounting.Parents.Save(),
            Outbox = outbox,
            Ledger = Bytes(accounting.Ledger.Save),
            Windows = Bytes(windows.SaveState),
            Generations = [.. accounting.Seen.Closed.Select(ToReference)],
            OpenNumber = accounting.Seen.Open.Number,
            Open = accounting.Seen.Open.Entries.AsSpan(0, accounting.Seen.Open.Count).ToArray(),
        };
        state.Add(new StateObject(LakeLayout.ShardState(_shard, checkpoint), ShardStateCodec.Write(index)));
        var ledger = new StateObject(LakeLayout.ShardLedger(_shard, checkpoint), LedgerJson.Serialize(accounting.Ledger.ToLedger(_shard)));
        var obsolete = _superseded.TakePassed(index);
        _superseded.Add(checkpoint);
        IsEndCut |= point.IsEnd;
        return new ShardFlush(new CompositeDisposable(buffers))
        {
            Checkpoint = checkpoint,
            Batches = batches,
            State = state,
            Ledger = ledger,
            Obsolete = obsolete,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Landing.Dispose();
        Quarantine.Dispose();
        _engagement.Dispose();
    }

    private static GenerationReference ToReference(SeenGeneration generation) =>
        new(generation.Number, generation.Count, generation.ClosedAt, generation.Key!.Value);

    private static byte[] Bytes(Action<BinaryWriter> save)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        save(writer);
        writer.Flush();
        return memory.ToArray();
    }

    private List<MicroBatch> TakeBatches(CutPoint point, List<IDisposable> buffers)
    {
        var batches = new List<MicroBatch>();
        if (point is { First: { } first, Through: { } last })
        {
            Landing.Take(hour => LakeLayout.MicroBatch(LakeLayout.Landing, hour, _shard, first, last), batches, buffers);
            Quarantine.Lines.Take(hour => LakeLayout.MicroBatch(LakeLayout.Quarantine, hour, _shard, first, last), batches, buffers);
            _engagement.Take(hour => LakeLayout.MicroBatch(LakeLayout.LandingEngagement, hour, _shard, first, last), batches, buffers);
        }
        else if (point.Through is { } through)
        {
            // No records, only minutes that were closed by the clock: under a name of their own, lest they replace those of a flush of one
            // record.
            _engagement.Take(hour => LakeLayout.ClosedMinutes(hour, _shard, through), batches, buffers);
        }

        return batches;
    }

    private List<StateObject> TakeSeen(SeenSet seen)
    {
        var objects = new List<StateObject>();
        foreach (var generation in seen.Closed.Where(generation => generation.Key is null))
        {
            var bytes = StateEnvelope.Write(
                StateEnvelope.SeenMark,
                writer => SeenGenerationCodec.Write(writer, generation.Entries.AsSpan(0, generation.Count)));
            generation.Key = LakeLayout.SeenGeneration(_shard, generation.Number, StateEnvelope.ContentHash(bytes));
            generation.Entries = null;
            objects.Add(new StateObject(generation.Key.Value, bytes));
        }

        foreach (var forgotten in seen.TakeForgotten())
        {
            if (forgotten.Key is { } key)
            {
                _superseded.Add(key);
            }
        }

        return objects;
    }
}
