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
        var alert = new Alert(
            string.Empty,
            Rule,
            Encoding.UTF8.GetString(batch.OrderOf(row)),
            batch.GetString(row.UserId),
            batch.GetString(row.ProductId),
            row.Quantity ?? 1,
            row.Amount,
            batch.GetString(row.Currency) ?? string.Empty,
            row.Time.ToDateTimeOffset(),
            alertTime,
            string.Empty,
            EventType: batch.GetString(row.EventType)!);
        return alert with { Id = IdOf(alert.Order), Text = Describe(alert) };
    }

    /// <summary>The id of the alert for an order: 128 bits of a hash of it.</summary>
    public static string IdOf(string order) => IdOf(Rule, order);

    /// <summary>The id of the alert of a rule about something.</summary>
    public static string IdOf(string rule, string subject) =>
        $"{rule}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16))}";

    /// <summary>The sentence that an alert has if its rule brings none.</summary>
    public static string Describe(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var isPurchase = alert.EventType == Rule;
        var text = new StringBuilder(isPurchase ? "Order " : $"Event {alert.EventType} ").Append(alert.Order);
        if (alert.UserId is not null)
        {
            text.Append(" by user ").Append(alert.UserId);
        }

        if (isPurchase)
        {
            text.Append(": ").Append(alert.Items.ToString(CultureInfo.InvariantCulture)).Append(alert.Items == 1 ? " item" : " items");
        }

        if (alert.ProductId is not null)
        {
            text.Append(" of product ").Append(alert.ProductId);
        }

        if (isPurchase || alert.Revenue > 0)
        {
            text.Append(" for ").Append(alert.Revenue.ToString("0.00##", CultureInfo.InvariantCulture));
            text.Append(alert.Currency.Length > 0 ? " " : string.Empty).Append(alert.Currency);
        }

        return text.Append(" at ").Append(alert.EventTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC.").ToString();
    }
}
