using System.Buffers;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Hashing;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Takes records apart: aggregated or plain, compressed or not, with one item or several; decodes each, has it accounted for,
/// and adds it to the batch or to the quarantine. Nothing in a record can stop it.
/// </summary>
internal sealed class RecordReader(Accounting accounting, QuarantineLines quarantine, PipelineOptions options)
{
    private const int MaxBatchText = 4 * 1024 * 1024; // A few large events fill a batch as many small ones do.

    private readonly EventDecoder _decoder = new(DecoderOptions.Default with { Addresses = options.Addresses, Enrichment = options.Enrichment });
    private readonly AggregateDigests _digests = new();
    private readonly ArrayBufferWriter<byte> _inflated = new();
    private readonly ProducerTally _producers = new(accounting.Ledger);
    private EventTime _arrival;

    /// <summary>What was read and not yet published.</summary>
    public ShardBatch Batch { get; } = new();

    /// <summary>Passes the batch on; it is empty afterwards.</summary>
    public required Action<ShardBatch> Publish { get; init; }

    /// <summary>Tells which records do not belong to the shard; null takes every record.</summary>
    public ShardScope? Scope { get; set; }

    /// <summary>The user records up to this one were read by another consumer; null if none were.</summary>
    public Checkpoint? ReadElsewhere { get; set; }

    /// <summary>Number of the last user record of the record that was read last; 0 for a plain one.</summary>
    public long LastSub { get; private set; }

    /// <summary>Begins a page, whose records are then read one by one.</summary>
    public void Begin(IReadOnlyList<StreamRecord> page) => _digests.Begin(page);

    /// <summary>Reads a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="place">Its place in the page.</param>
    public void Read(in StreamRecord record, int place)
    {
        Batch.Record = record.SequenceNumber;
        _arrival = Batch.Arrival = EventTime.From(record.ApproximateArrival);
        accounting.Begin(record.PartitionKey);
        if (!AggregatedRecordReader.TryOpen(record.Data.Span, _digests.IsIntact(place), out var users))
        {
            LastSub = 0;
            if (FirstOwn(record) == 0)
            {
                ReadUser(record.Data.Span, default, 0);
            }

            return;
        }

        LastSub = users.Count - 1;
        var first = FirstOwn(record);

        if (Scope is { } scope && scope.IsStray(record.PartitionKey, record.Data.Span))
        {
            users.Close();
            accounting.Ledger.PassOver(Math.Max(0, LastSub + 1 - first)); // The other consumer has accounted for what it read.
            return;
        }

        for (var sub = 0; users.TryRead(out var user); sub++)
        {
            if (sub >= first)
            {
                ReadUser(user.Data, user.Origin, sub);
            }
        }
    }

    /// <summary>Passes on what is left.</summary>
    public void Complete()
    {
        _producers.Settle();
        PublishBatch();
    }

    /// <summary>The first user record that is to be read.</summary>
    private long FirstOwn(in StreamRecord record) =>
        ReadElsewhere is { SequenceNumber: { } at } through && at == record.SequenceNumber ? through.SubSequenceNumber + 1 : 0;

    private void ReadUser(ReadOnlySpan<byte> data, ReadOnlySpan<byte> origin, int sub)
    {
        if (InputInflater.IsCompressed(data))
        {
            _inflated.ResetWrittenCount();
            var problem = InputInflater.TryInflate(data.ToArray(), _inflated);
            if (problem != RejectionReason.None)
            {
                Reject(data, origin, new EventPosition(Batch.Record, sub, 0), problem, null);
                return;
            }

            data = _inflated.WrittenSpan;
        }

        var framer = new InputFramer(data);
        for (var item = 0; framer.TryRead(out var input, out var problem); item++)
        {
            ReadInput(input, problem, origin, new EventPosition(Batch.Record, sub, item));
        }
    }

    private void ReadInput(ReadOnlySpan<byte> input, RejectionReason problem, ReadOnlySpan<byte> origin, EventPosition position)
    {
        var reason = problem != RejectionReason.None ? problem : _decoder.Decode(input, Batch.Events);
        if (reason != RejectionReason.None)
        {
            Reject(input, origin, position, reason, problem != RejectionReason.None ? null : _decoder.LastTime);
            return;
        }

        ref var row = ref Batch.Events.RowAt(Batch.Events.Count - 1);
        row.Position = position;
        var mark = accounting.Accept(Batch.Events, row, (uint)HashOf(origin, position.Item), _arrival);
        Batch.Mark(mark);
        if ((mark.Flags & InputFlags.Redelivered) == 0)
        {
            _producers.Count(origin);
        }

        if (Batch.Events.Count >= options.BatchEvents || Batch.Events.TextLength >= MaxBatchText)
        {
            PublishBatch();
        }
    }

    private void Reject(
        ReadOnlySpan<byte> input,
        ReadOnlySpan<byte> origin,
        EventPosition position,
        RejectionReason reason,
        EventTime? time)
    {
        var hour = (time ?? _arrival).Hour;
        if (accounting.AcceptRejected(HashOf(origin, position.Item), hour))
        {
            _producers.Count(origin);
            quarantine.Add(hour, new RejectedInput(input, origin, position, reason, _arrival));
        }
    }

    private void PublishBatch()
    {
        if (Batch.Events.Count > 0)
        {
            Publish(Batch);
            Batch.Events.Clear();
        }
    }

    // The items of one user record share its origin and are told apart by their number. 0 means that there is no origin, in the lower half
    // too.
    private static ulong HashOf(ReadOnlySpan<byte> origin, int item)
    {
        if (origin.IsEmpty)
        {
            return 0;
        }

        var hash = Murmur3.Hash64(origin, (uint)item);
        return (uint)hash == 0 ? hash | 1 : hash;
    }
}

/// <summary>An input that is no event, while it is being read.</summary>
internal readonly ref struct RejectedInput(
    ReadOnlySpan<byte> payload,
    ReadOnlySpan<byte> origin,
    EventPosition position,
    RejectionReason reason,
    EventTime arrival)
{
    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> Origin { get; } = origin;

    public EventPosition Position { get; } = position;

    public RejectionReason Reason { get; } = reason;

    public EventTime Arrival { get; } = arrival;
}
