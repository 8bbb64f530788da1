using System.Globalization;
using System.Text;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>The sentence of an alert, with places for its values: <c>{order}</c>, <c>{user}</c> and so on.</summary>
public sealed class AlertText
{
    /// <summary>The names of the places.</summary>
    public static readonly IReadOnlyList<string> Places = ["order", "user", "product", "items", "revenue", "currency", "time", "rule", "severity", "type", "value", "average"];

    private const string Unknown = "unknown";

    private readonly string _text;

    private AlertText(string text) => _text = text;

    /// <summary>Reads a text.</summary>
    /// <returns>Null if it is none; then <paramref name="problem"/> says why.</returns>
    public static AlertText? Read(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = string.Empty;
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.IndexOf('{', at + 1))
        {
            var end = text.IndexOf('}', at);
            var name = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
            if (end < 0 || !Places.Contains(name))
            {
                problem = $"'{{{name}' is no place for a value. Write one of {string.Join(", ", Places.Select(place => $"{{{place}}}"))}.";
                return null;
            }
        }

        return new AlertText(text);
    }

    /// <summary>The sentence of an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="value">The value of the minute, if the rule is of minutes.</param>
    /// <param name="average">The average before it.</param>
    public string Write(Alert alert, decimal? value = null, decimal? average = null)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new StringBuilder(_text)
            .Replace("{order}", alert.Order)
            .Replace("{user}", alert.UserId ?? Unknown)
            .Replace("{product}", alert.ProductId ?? Unknown)
            .Replace("{items}", alert.Items.ToString(CultureInfo.InvariantCulture))
            .Replace("{revenue}", alert.Revenue.ToString("0.00##", CultureInfo.InvariantCulture))
            .Replace("{currency}", alert.Currency)
            .Replace("{time}", alert.EventTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture))
            .Replace("{rule}", alert.Rule)
            .Replace("{severity}", alert.Severity)
            .Replace("{type}", alert.EventType)
            .Replace("{value}", value?.ToString("0.##", CultureInfo.InvariantCulture) ?? Unknown)
            .Replace("{average}", average?.ToString("0.##", CultureInfo.InvariantCulture) ?? Unknown)
            .ToString();
    }
}
