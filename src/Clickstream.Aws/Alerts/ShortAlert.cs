using System.Text;
using Clickstream.Core.Alerts;

namespace Clickstream.Aws.Alerts;

/// <summary>
/// Makes an alert fit into a message: texts that are far longer than any person reads are cut, the id never, and the link names the copy that is whole. Pure.
/// </summary>
internal static class ShortAlert
{
    private const string Cut = "…";

    // Beyond these no text of a real shop goes; together they are far below the 256 KB of a message, even if every character takes 6 bytes in JSON.
    private const int MaxText = 2_000;
    private const int MaxName = 1_000;

    /// <summary>The alert's JSON in at most so many bytes.</summary>
    public static string Json(Alert alert, int maxBytes)
    {
        var whole = AlertJson.Serialize(alert);
        return Encoding.UTF8.GetString(whole.Length <= maxBytes ? whole : AlertJson.Serialize(alert with
        {
            Text = Shorten(alert.Text, MaxText),
            Order = Shorten(alert.Order, MaxName),
            UserId = alert.UserId is { } user ? Shorten(user, MaxName) : null,
            ProductId = alert.ProductId is { } product ? Shorten(product, MaxName) : null,
            Currency = Shorten(alert.Currency, MaxName),
            EventType = Shorten(alert.EventType, MaxName),
            Link = AlertCopyChannel.KeyOf(alert).Value,
        }));
    }

    /// <summary>A text of at most so many characters; no pair of surrogates is cut apart.</summary>
    public static string Shorten(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        var end = max - Cut.Length;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), Cut);
    }
}
