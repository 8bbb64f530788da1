using System.Collections;
using System.Globalization;
using System.Numerics;

namespace Clickstream.Local.Sql;

/// <summary>Turns values of DuckDB into those that a query result may hold.</summary>
internal static class ResultValue
{
    public static object? From(object? value) => value switch
    {
        null or DBNull => null,
        bool or long or decimal or double or string or DateTimeOffset => value,
        sbyte or short or int or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number <= long.MaxValue ? (long)number : (decimal)number,
        BigInteger number => number >= long.MinValue && number <= long.MaxValue ? (long)number : number.ToString(
            CultureInfo.InvariantCulture),
        float number => (double)number,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IDictionary map => MapOf(map),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(item => TextOf(From(item))))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static SortedDictionary<string, string?> MapOf(IDictionary map)
    {
        var texts = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            texts[TextOf(From(entry.Key)) ?? string.Empty] = TextOf(From(entry.Value));
        }

        return texts;
    }

    private static string? TextOf(object? value) => value is IFormattable formattable
        ? formattable.ToString(null, CultureInfo.InvariantCulture)
        : value?.ToString();
}
