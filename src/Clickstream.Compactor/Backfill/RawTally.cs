using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Backfill;

/// <summary>What was found in a raw object, or in a part of it. Not safe for concurrent use.</summary>
internal sealed class RawTally
{
    private readonly Dictionary<Hour, Counts> _hours = [];

    /// <summary>Hours of the events.</summary>
    public IEnumerable<Hour> EventHours => _hours.Where(pair => pair.Value.Inputs > 0).Select(pair => pair.Key);

    /// <summary>Valid events.</summary>
    public long Inputs => _hours.Values.Sum(counts => counts.Inputs);

    /// <summary>Rejected inputs.</summary>
    public long Quarantined => _hours.Values.Sum(counts => counts.Quarantined);

    /// <summary>Counts events of one hour.</summary>
    public void Add(Hour hour, EventBatch batch, ReadOnlySpan<int> chosen)
    {
        var counts = Of(hour);
        counts.Inputs += chosen.Length;
        foreach (var index in chosen)
        {
            counts.Revenue.AddPurchase(batch, in batch.Rows[index]);
        }
    }

    /// <summary>Counts an event among those that is left out, since it is of somebody who was erased.</summary>
    public void Erase(Hour hour, EventBatch batch, in EventRow row)
    {
        var counts = Of(hour);
        counts.Erased++;
        counts.ErasedRevenue.AddPurchase(batch, in row);
    }

    /// <summary>Counts a rejected input.</summary>
    public void Reject(Hour hour) => Of(hour).Quarantined++;

    /// <summary>Adds what was found in another part.</summary>
    public void Add(RawTally other)
    {
        foreach (var (hour, counts) in other._hours)
        {
            var sum = Of(hour);
            sum.Inputs += counts.Inputs;
            sum.Quarantined += counts.Quarantined;
            sum.Revenue.AddAll(counts.Revenue);
            sum.Erased += counts.Erased;
            sum.ErasedRevenue.AddAll(counts.ErasedRevenue);
        }
    }

    /// <summary>Events of an hour.</summary>
    public long InputsOf(Hour hour) => _hours.TryGetValue(hour, out var counts) ? counts.Inputs : 0;

    /// <summary>Revenue of an hour by currency.</summary>
    public IReadOnlyDictionary<string, decimal> RevenueOf(Hour hour) => Of(hour).Revenue;

    /// <summary>Events of an hour that are left out.</summary>
    public long ErasedOf(Hour hour) => Of(hour).Erased;

    /// <summary>Their revenue by currency.</summary>
    public IReadOnlyDictionary<string, decimal> ErasedRevenueOf(Hour hour) => Of(hour).ErasedRevenue;

    /// <summary>As a ledger.</summary>
    public RawLedger ToLedger(RawObject raw) => new()
    {
        Key = raw.Key.Value,
        Size = raw.Size,
        Modified = raw.Modified,
        Hours = _hours.OrderBy(pair => pair.Key).ToDictionary(
            pair => pair.Key.Path,
            pair => new HourCounts
            {
                Read = pair.Value.Inputs + pair.Value.Quarantined,
                Landed = pair.Value.Inputs,
                Quarantined = pair.Value.Quarantined,
                Revenue = pair.Value.Revenue,
            }),
    };

    private Counts Of(Hour hour)
    {
        if (!_hours.TryGetValue(hour, out var counts))
        {
            _hours.Add(hour, counts = new Counts());
        }

        return counts;
    }

    private sealed class Counts
    {
        public long Inputs { get; set; }

        public long Quarantined { get; set; }

        public SortedDictionary<string, decimal> Revenue { get; } = new(StringComparer.Ordinal);

        public long Erased { get; set; }

        public SortedDictionary<string, decimal> ErasedRevenue { get; } = new(StringComparer.Ordinal);
    }
}
