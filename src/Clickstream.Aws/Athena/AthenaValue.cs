using System.Globalization;

namespace Clickstream.Aws.Athena;

/// <summary>
/// Makes values of the texts that Athena answers, by the type of the column. What does not parse stays text. A map is written by Athena as
/// <c>{a=1, b=2}</c>, without quotes: a value that itself holds <c>, x=</c> cannot be told from two entries; <c>CAST(m AS JSON)</c> can. Pure.
/// </summary>
internal static class AthenaValue
{
    private static readonly string[] Times =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF 'UTC'",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
    ];

    /// <summary>The value: null, bool, long, decimal, double, text, a time in UTC or a map.</summary>
    public static object? Parse(string type, string? text)
    {
        if (text is null)
            return null;
        return type.ToLowerInvariant().Split('(')[0] switch
        {
            "boolean" => bool.TryParse(text, out var value) ? value : text,
            "tinyint" or "smallint" or "integer" or "int" or "bigint" =>
                long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : text,
            "decimal" => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : text,
            "float" or "real" or "double" => Double(text),
            "timestamp" or "timestamp with time zone" => Time(text),
            "map" => Map(text),
            _ => text,
        };
    }

    private static object Time(string text)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, utc, out var value) ? value : text;
    }

    // Java and .NET write infinity and not-a-number alike.
    private static object Double(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : text;

    private static object Map(string text)
    {
        if (!text.StartsWith('{') || !text.EndsWith('}'))
            return text;
        var map = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        string? key = null;
        foreach (var piece in text[1..^1].Split(", ").Where(piece => piece.Length > 0))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                map[key = piece[..equals]] = piece[(equals + 1)..] is "null" ? null : piece[(equals + 1)..];
            else if (key is not null)
                map[key] = $"{map[key]}, {piece}"; // The value had a comma.
            else
                return text;
        }

        return map;
    }
}
