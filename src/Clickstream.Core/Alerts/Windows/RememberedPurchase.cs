using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Time;

namespace Clickstream.Core.Alerts.Windows;

/// <summary>A purchase as a memory keeps it: when it was, and by what its order is told from others. It names neither user nor order.</summary>
/// <param name="Time">When it was.</param>
/// <param name="Order">64 bits of a hash of the order, in hexadecimal; the lines of one order have the same.</param>
public readonly record struct RememberedPurchase(EventTime Time, string Order)
{
    /// <summary>The purchase of an order.</summary>
    public static RememberedPurchase Of(EventTime time, string order) =>
        new(time, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(order)).AsSpan(0, 8)));

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static RememberedPurchase Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new(new EventTime(long.Parse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)), text[(colon + 1)..])
            : throw new FormatException($"'{text}' is no remembered purchase.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time.Microseconds}:{Order}");
}
