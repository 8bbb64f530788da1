using System.Globalization;
using System.Text.Json.Nodes;

namespace Clickstream.Cli.Terminal;

/// <summary>Values of a query as JSON.</summary>
internal static class JsonValues
{
    /// <summary>A value of a <see cref="Core.Sql.QueryResult"/> as JSON; times as ISO 8601, maps as objects.</summary>
    public static JsonNode? From(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        float or double => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DateTimeOffset time => JsonValue.Create(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)),
        IEnumerable<KeyValuePair<string, string?>> map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    // JSON has no infinities; SQL can divide by zero.
    private static JsonValue Number(double number) =>
        double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture));
}
