using System.Globalization;

namespace Clickstream.Cli.Terminal;

/// <summary>Rows as aligned text: numbers to the right, everything else to the left.</summary>
internal static class TextTable
{
    /// <summary>Writes a header, a rule and the rows.</summary>
    public static void Write(TextWriter to, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var cells = rows.Select(row => row.Select(Text).ToArray()).ToList();
        var kinds = rows.FirstOrDefault()?.Select(IsNumber).ToArray() ?? new bool[columns.Count];
        var widths = columns.Select((column, i) => Math.Max(column.Length, cells.Count == 0 ? 0 : cells.Max(row => row[i].Length))).ToArray();
        string Line(IReadOnlyList<string> row) =>
            string.Join("  ", row.Select((cell, i) => kinds[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
        to.WriteLine(Line(columns));
        to.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        cells.ForEach(row => to.WriteLine(Line(row)));
    }

    /// <summary>A value as a person reads it.</summary>
    public static string Text(object? value) => value switch
    {
        null => string.Empty,
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        IEnumerable<KeyValuePair<string, string?>> map => "{" + string.Join(", ", map.Select(entry => $"{entry.Key}: {entry.Value}")) + "}",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static bool IsNumber(object? value) => value is sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or decimal or double or float;
}
