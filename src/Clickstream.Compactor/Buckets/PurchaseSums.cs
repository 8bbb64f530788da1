using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Buckets;

/// <summary>The purchases among rows.</summary>
/// <param name="Orders">Fingerprints of the distinct orders.</param>
/// <param name="Revenue">Revenue by currency.</param>
internal sealed record PurchaseSums(IReadOnlySet<UInt128> Orders, IReadOnlyDictionary<string, decimal> Revenue)
{
    public static PurchaseSums Of(FactColumns columns)
    {
        var types = columns[TextField.EventType].Codes[..columns.Count];
        var orders = new HashSet<UInt128>();
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var row = 0; row < types.Length; row++)
        {
            if (types[row] == columns.Purchase)
            {
                orders.Add(columns.OrderKey(row));
                var currency = Encoding.UTF8.GetString(columns[TextField.Currency].Text(row));
                revenue[currency] = revenue.GetValueOrDefault(currency) + columns.Amount(row);
            }
        }

        return new PurchaseSums(orders, revenue);
    }
}
