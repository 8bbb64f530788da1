using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Decides, input by input in the order of the shard, what each one is. Nothing else decides it, and neither the clock nor the boundaries
/// of pages,
/// batches and flushes have a part in it: so a shard that is read again from any checkpoint comes to the same counts.
/// </summary>
internal sealed class Accounting(Watermark watermark, ParentWatermarks parents, SeenSet seen, LedgerCounts ledger)
{
    private byte[] _currencyText = [];
    private string _currency = string.Empty;
    private Watermark? _madeFor;

    /// <summary>How far the shard is complete.</summary>
    public Watermark Watermark { get; } = watermark;

    /// <summary>How far the parents of the shard are complete.</summary>
    public ParentWatermarks Parents { get; } = parents;

    /// <summary>What was read before.</summary>
    public SeenSet Seen { get; } = seen;

    /// <summary>What was counted.</summary>
    public LedgerCounts Ledger { get; } = ledger;

    /// <summary>Begins a record; its inputs follow.</summary>
    public void Begin(string partitionKey) => _madeFor = Parents.Of(partitionKey);

    /// <summary>Takes a valid event in.</summary>
    /// <param name="batch">Holds its text.</param>
    /// <param name="row">The event.</param>
    /// <param name="origin">Hash of where it entered; 0 if unknown.</param>
    /// <param name="arrival">When the stream took it.</param>
    public InputMark Accept(EventBatch batch, in EventRow row, uint origin, EventTime arrival)
    {
        var sighting = Seen.See((ulong)row.ClickKey, origin, Watermark.Microseconds);
        if (sighting == Sighting.Redelivered)
        {
            Ledger.Redeliver(row.Time.Hour);
            return new InputMark(Watermark.Microseconds, InputFlags.Redelivered);
        }

        var flags = InputFlags.Duplicate;
        if (sighting == Sighting.First)
        {
            flags = (_madeFor ?? Watermark).IsPast(row.Time.Minute) ? InputFlags.Late : InputFlags.None;
            if (row.IsPurchase && Seen.SeeFirst(Fingerprint.OfOrder(batch.OrderOf(row)), Watermark.Microseconds))
            {
                flags |= InputFlags.FirstOfOrder;
            }
        }

        Observe(row.Time, arrival);
        Ledger.Land(row.Time.Hour, flags);
        if (row.IsPurchase)
        {
            Ledger.AddRevenue(row.Time.Hour, flags, CurrencyOf(batch.Text(row.Currency)), row.Amount);
        }

        return new InputMark(Watermark.Microseconds, flags);
    }

    /// <summary>Takes a rejected input in.</summary>
    /// <param name="origin">Hash of where it entered, which is all that identifies it; 0 if unknown.</param>
    /// <param name="hour">The hour it is accounted in.</param>
    /// <returns>False if it was put again after a crash and is to be dropped.</returns>
    public bool AcceptRejected(ulong origin, Hour hour)
    {
        if (origin != 0 && !Seen.SeeFirst(Fingerprint.OfRejected(origin), Watermark.Microseconds))
        {
            Ledger.Redeliver(hour);
            return false;
        }

        Ledger.Quarantine(hour);
        return true;
    }

    private void Observe(EventTime time, EventTime arrival)
    {
        if (_madeFor is null)
        {
            Watermark.Observe(time, arrival);
            return;
        }

        _madeFor.Observe(time, arrival);
        Watermark.Raise(Parents.Earliest);
    }

    // Nearly all purchases of a shop are in one currency.
    private string CurrencyOf(ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(_currencyText))
        {
            (_currencyText, _currency) = (text.ToArray(), Encoding.UTF8.GetString(text));
        }

        return _currency;
    }
}
