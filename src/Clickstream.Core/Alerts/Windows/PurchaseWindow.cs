using System.Globalization;
using Clickstream.Core.Time;

namespace Clickstream.Core.Alerts.Windows;

/// <summary>
/// When several purchases of a user are within a time of each other. Pure. A purchase completes a window if it and those up to <see cref="Within"/> before
/// it are of at least <see cref="Count"/> orders. Time is cut into intervals of the window's length, and each interval with a purchase that completes a
/// window fires, once. More purchases can only complete more windows, so which intervals fire depends on what purchases there are, and not on the order in
/// which they came, how often, or by which path.
/// </summary>
/// <param name="Count">How many orders it takes.</param>
/// <param name="Within">How close they have to be.</param>
public readonly record struct PurchaseWindow(int Count, TimeSpan Within)
{
    private long Length => Within.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The number of the interval in which a time is.</summary>
    public long IntervalOf(EventTime time) => (long)Math.Floor((decimal)time.Microseconds / Length);

    /// <summary>The intervals that a purchase can make fire, each with the most orders that a window which ends in it has.</summary>
    /// <param name="added">The purchase.</param>
    /// <param name="known">All purchases of the user in its interval, the one before and the one after, itself too.</param>
    public IReadOnlyList<(long Interval, int Orders)> FiredBy(RememberedPurchase added, IReadOnlyList<RememberedPurchase> known)
    {
        var sorted = known.OrderBy(purchase => purchase.Time.Microseconds).ToList();
        var fired = new SortedDictionary<long, int>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal); // Of each order in the window that ends with the purchase that is looked at.
        var first = 0;
        for (var last = 0; last < sorted.Count && sorted[last].Time.Microseconds < added.Time.Microseconds + Length;)
        {
            var time = sorted[last].Time;
            for (; last < sorted.Count && sorted[last].Time == time; last++)
            {
                lines[sorted[last].Order] = lines.GetValueOrDefault(sorted[last].Order) + 1;
            }

            for (; sorted[first].Time.Microseconds <= time.Microseconds - Length; first++)
            {
                if (--lines[sorted[first].Order] == 0)
                {
                    lines.Remove(sorted[first].Order);
                }
            }

            if (time >= added.Time && lines.Count >= Count)
            {
                var interval = IntervalOf(time);
                fired[interval] = Math.Max(lines.Count, fired.GetValueOrDefault(interval));
            }
        }

        return [.. fired.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>The key under which a memory has the purchases of one interval.</summary>
    /// <param name="buyer">Rule and user, see <see cref="PurchaseCandidate"/>.</param>
    /// <param name="interval">The number of the interval.</param>
    public string KeyOf(string buyer, long interval) =>
        string.Create(CultureInfo.InvariantCulture, $"purchases:{buyer}:{Within.TotalSeconds:0}:{interval}");
}
