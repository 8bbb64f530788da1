using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Events;

namespace Clickstream.Core.Alerts;

/// <summary>
/// Makes the alert of a purchase. The same for every path that alerts, so that a repeat over another path has the same id.
/// </summary>
public static class PurchaseAlert
{
    /// <summary>The name of the rule.</summary>
    public const string Rule = "purchase";

    /// <summary>The alert for a purchase.</summary>
    /// <param name="batch">Holds the event.</param>
    /// <param name="row">The first event of the order.</param>
    /// <param name="alertTime">When the alert is made.</param>
    public static Alert From(EventBatch batch, in EventRow row, DateTimeOffset alertTime)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var order = Encoding.UTF8.GetString(batch.OrderOf(row));
        var user = batch.GetString(row.UserId);
        var product = batch.GetString(row.ProductId);
        var currency = batch.GetString(row.Currency) ?? string.Empty;
        var time = row.Time.ToDateTimeOffset();
        var items = row.Quantity ?? 1;
        return new Alert(
            IdOf(order),
            Rule,
            order,
            user,
            product,
            items,
            row.Amount,
            currency,
            time,
            alertTime,
            Describe(order, user, product, items, row.Amount, currency, time));
    }

    /// <summary>The id of the alert for an order: 128 bits of a hash of it.</summary>
    public static string IdOf(string order) =>
        $"{Rule}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(order)).AsSpan(0, 16))}";

    private static string Describe(
        string order,
        string? user,
        string? product,
        long items,
        decimal amount,
        string currency,
        DateTimeOffset time)
    {
        var text = new StringBuilder("Order ").Append(order);
        if (user is not null)
        {
            text.Append(" by user ").Append(user);
        }

        text.Append(": ").Append(items.ToString(CultureInfo.InvariantCulture)).Append(items == 1 ? " item" : " items");
        if (product is not null)
        {
            text.Append(" of product ").Append(product);
        }

        text.Append(" for ").Append(amount.ToString("0.00##", CultureInfo.InvariantCulture));
        if (currency.Length > 0)
        {
            text.Append(' ').Append(currency);
        }

        return text.Append(" at ").Append(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC.").ToString();
    }
}
