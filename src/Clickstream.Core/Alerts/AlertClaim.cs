namespace Clickstream.Core.Alerts;

/// <summary>By which key an alert goes out once; the same on every path.</summary>
public static class AlertClaim
{
    /// <summary>The key of the claim.</summary>
    public static string KeyOf(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Rule == PurchaseAlert.Rule && alert.Id == PurchaseAlert.IdOf(alert.Order) ? $"order:{alert.Order}" : $"alert:{alert.Id}";
    }
}
