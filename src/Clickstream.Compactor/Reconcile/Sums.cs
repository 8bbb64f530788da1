using System.Text;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Reconcile;

/// <summary>Sums by key.</summary>
internal static class Sums
{
    public static void AddAll(this IDictionary<string, decimal> sums, IEnumerable<KeyValuePair<string, decimal>> amounts)
    {
        foreach (var (currency, amount) in amounts)
        {
            sums[currency] = (sums.TryGetValue(currency, out var sum) ? sum : 0) + amount;
        }
    }

    /// <summary>Adds the amount of an event by its currency, if it is a purchase.</summary>
    public static void AddPurchase(this IDictionary<string, decimal> sums, EventBatch batch, in EventRow row)
    {
        if (row.IsPurchase)
        {
            var currency = Encoding.UTF8.GetString(batch.Text(row.Currency));
            sums[currency] = (sums.TryGetValue(currency, out var sum) ? sum : 0) + row.Amount;
        }
    }

    public static void Increase(this IDictionary<string, long> counts, string key, long count) =>
        counts[key] = (counts.TryGetValue(key, out var known) ? known : 0) + count;
}
