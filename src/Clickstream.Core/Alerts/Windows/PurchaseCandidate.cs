using System.Globalization;
using Clickstream.Core.Time;

namespace Clickstream.Core.Alerts.Windows;

/// <summary>
/// A purchase that a rule of several purchases counts, in the shape of an alert, so that it waits where alerts wait and is as safe. It is never sent:
/// before it is claimed, <see cref="PurchaseWindows"/> makes of it the alerts of what it completes.
/// </summary>
public static class PurchaseCandidate
{
    private const char Mark = '/'; // In no id of an alert: these are names of rules and hexadecimal digits.

    /// <summary>The id of a candidate: who bought, then order and time.</summary>
    public static string IdOf(string rule, string user, string order, EventTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"{PurchaseAlert.IdOf(rule, user)}{Mark}{RememberedPurchase.Of(time, order)}");

    /// <summary>Whether an alert is none, but a candidate.</summary>
    public static bool Is(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return alert.Id.Contains(Mark, StringComparison.Ordinal);
    }

    /// <summary>What a candidate says.</summary>
    /// <returns>The buyer (rule and a hash of the user), and the purchase.</returns>
    internal static (string Buyer, RememberedPurchase Purchase) Read(Alert candidate)
    {
        var mark = candidate.Id.IndexOf(Mark, StringComparison.Ordinal);
        return (candidate.Id[..mark], RememberedPurchase.Parse(candidate.Id[(mark + 1)..]));
    }
}
