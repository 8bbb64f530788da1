using System.Runtime.InteropServices;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;

namespace Clickstream.Compactor.Dimensions;

/// <summary>The lines of the orders among the rows of a bucket. Not safe for concurrent use.</summary>
internal sealed class OrderLines(FactColumns columns)
{
    private readonly OrderLineReader _reader = new();
    private readonly List<OrderLine> _lines = [];

    /// <summary>Whether a row is a purchase.</summary>
    public bool IsPurchase(int row) => columns[TextField.EventType].Codes[row] == columns.Purchase;

    /// <summary>
    /// The lines of a purchase that lists its items; empty for one that does not, which is one line: the product, quantity and price of the row itself.
    /// </summary>
    public ReadOnlySpan<OrderLine> ListedBy(int row)
    {
        foreach (var (key, value) in columns.Metadata[row])
        {
            if (key == columns.ItemsKey && _reader.TryRead(columns.Metadata.Values[value], _lines))
            {
                return CollectionsMarshal.AsSpan(_lines);
            }
        }

        return default;
    }

    /// <summary>Price times quantity in ten-thousandths; absent if there is no price, or if it fits no column.</summary>
    public static long AmountOf(long? price, long quantity) =>
        price is { } known && (Int128)known * quantity is var amount && amount < Money.Limit ? (long)amount : FactColumns.Absent;
}
