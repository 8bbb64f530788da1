using System.Buffers;
using System.Globalization;
using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;
using Clickstream.Lambda.Events;

namespace Clickstream.Lambda.Records;

/// <summary>
/// Takes a record apart as the worker does: aggregated or plain, compressed or not, with one item or several. Nothing in a record can stop it.
/// </summary>
internal sealed class RecordInputs
{
    private readonly EventDecoder _decoder = new(DecoderOptions.Default);
    private readonly ArrayBufferWriter<byte> _inflated = new();
    private readonly List<QuarantineEntry> _rejected = [];
    private KinesisEventRecord? _record;

    /// <summary>The events of the record.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>What is no event.</summary>
    public IReadOnlyList<QuarantineEntry> Rejected => _rejected;

    /// <summary>Reads a record; what was read before is gone.</summary>
    public void Read(KinesisEventRecord record)
    {
        Events.Clear();
        _rejected.Clear();
        _record = record;
        if (!record.Data.TryGetBytesFromBase64(out var data))
        {
            Reject(Encoding.UTF8.GetBytes(record.Data.GetString()!), RejectionReason.InvalidText, null, 0, 0);
            return;
        }

        if (!AggregatedRecordReader.TryOpen(data, out var users))
        {
            ReadUser(data, 0);
            return;
        }

        for (var sub = 0; users.TryRead(out var user); sub++)
        {
            ReadUser(user.Data, sub);
        }
    }

    private void ReadUser(ReadOnlySpan<byte> data, int sub)
    {
        if (InputInflater.IsCompressed(data))
        {
            _inflated.ResetWrittenCount();
            var problem = InputInflater.TryInflate(data.ToArray(), _inflated);
            if (problem != RejectionReason.None)
            {
                Reject(data, problem, null, sub, 0);
                return;
            }

            data = _inflated.WrittenSpan;
        }

        var framer = new InputFramer(data);
        for (var item = 0; framer.TryRead(out var input, out var problem); item++)
        {
            var reason = problem != RejectionReason.None ? problem : _decoder.Decode(input, Events);
            if (reason != RejectionReason.None)
            {
                Reject(input, reason, problem != RejectionReason.None ? null : _decoder.LastTime, sub, item);
            }
        }
    }

    private void Reject(ReadOnlySpan<byte> input, RejectionReason reason, EventTime? time, int sub, int item)
    {
        var record = _record!;
        var arrival = EventTime.From(record.Arrival);
        _rejected.Add(new QuarantineEntry
        {
            Reason = reason,
            Hour = (time ?? arrival).Hour,
            Source = record.Shard.Value,
            Position = string.Create(CultureInfo.InvariantCulture, $"{record.Shard}:{record.SequenceNumber}:{sub}:{item}"),
            Length = input.Length,
            Received = arrival,
            Payload = input[..Math.Min(input.Length, InputReader.MaxKeptBytes)].ToArray(),
        });
    }
}
