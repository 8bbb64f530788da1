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

    public static void Increase(this IDictionary<string, long> counts, string key, long count) =>
        counts[key] = (counts.TryGetValue(key, out var known) ? known : 0) + count;
}
