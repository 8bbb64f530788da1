using System.Runtime.InteropServices;
using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Collects the inputs of an hour from several micro-batches at the same time, and counts each position once.</summary>
internal sealed class HourInputs(Hour hour, IReadOnlyList<PositionRange> covered)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(ShardId Shard, EventPosition Position)> _seen = [];
    private readonly List<int> _chosen = [];
    private readonly Dictionary<string, decimal> _revenue = new(StringComparer.Ordinal);

    /// <summary>The rows: those of the previous version, and the new ones.</summary>
    public FactColumns Columns { get; } = new();

    /// <summary>New inputs, each position once.</summary>
    public long Landed { get; private set; }

    /// <summary>Revenue of the purchases among the new inputs, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> Revenue => _revenue;

    /// <summary>Takes events in.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="shards">The shard of each (null if its line had no position), to count each position once; null if all positions are
    /// new.</param>
    /// <exception cref="InvalidDataException">An event is of another hour.</exception>
    public void Add(EventBatch batch, IReadOnlyList<ShardId?>? shards)
    {
        lock (_lock)
        {
            _chosen.Clear();
            for (var i = 0; i < batch.Count; i++)
            {
                if (shards?[i] is not { } shard || IsNew(shard, batch.Rows[i].Position))
                {
                    Count(batch, batch.Rows[i]);
                    _chosen.Add(i);
                }
            }

            Columns.Add(batch, CollectionsMarshal.AsSpan(_chosen));
        }
    }

    private void Count(EventBatch batch, in EventRow row)
    {
        // The worker files by event time. An event of another hour would never be found by a query that names its hour,
        // so the micro-batch is refused rather than filed where it lies.
        if (row.Time < hour.Start || row.Time >= hour.End)
        {
            throw new InvalidDataException(
                $"it holds an event of {row.Time} in the folder of {hour.Path}; micro-batches are filed by the hour of the event.");
        }

        Landed++;
        if (row.IsPurchase)
        {
            var currency = Encoding.UTF8.GetString(batch.Text(row.Currency));
            _revenue[currency] = _revenue.GetValueOrDefault(currency) + row.Amount;
        }
    }

    private bool IsNew(ShardId shard, EventPosition position)
    {
        foreach (var range in covered)
        {
            if (range.Shard == shard && range.Contains(position.SequenceNumber))
            {
                return false;
            }
        }

        return _seen.Add((shard, position));
    }
}
