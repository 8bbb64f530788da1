using Clickstream.Core.Streams;
using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>Running sums over the partials of all minutes. Not safe for concurrent use.</summary>
internal sealed class MinuteTotals
{
    private readonly SortedDictionary<string, decimal> _revenue = new(StringComparer.Ordinal);
    private readonly Dictionary<ShardId, long> _duplicates = [];

    /// <summary>Orders, each once.</summary>
    public long Orders { get; private set; }

    /// <summary>Revenue by currency.</summary>
    public IReadOnlyList<LiveMoney> Revenue => Money.List(_revenue);

    /// <summary>Duplicates that a shard has seen.</summary>
    public long DuplicatesOf(ShardId shard) => _duplicates.GetValueOrDefault(shard);

    /// <summary>Adds a partial, or takes it back with a sign of -1.</summary>
    public void Add(ShardId shard, MinutePart part, int sign)
    {
        Orders += sign * part.Orders;
        _duplicates[shard] = DuplicatesOf(shard) + (sign * part.Duplicates);
        foreach (var (currency, amount) in part.Revenue)
        {
            _revenue[currency] = _revenue.GetValueOrDefault(currency) + (sign * amount);
        }
    }
}
