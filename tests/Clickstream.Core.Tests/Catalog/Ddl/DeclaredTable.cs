using System.Globalization;
using System.Text.RegularExpressions;

namespace Clickstream.Core.Tests.Catalog.Ddl;

/// <summary>What an engine makes of the statements: read from their text alone, so that it shares nothing with what wrote them.</summary>
internal sealed partial record DeclaredTable(string Name, IReadOnlyList<string> Columns, string Location, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The folders of its partitions: by the rule of projection, or those that were added.</summary>
    public required IEnumerable<string> Folders { get; init; }

    public static IReadOnlyList<DeclaredTable> Read(IReadOnlyList<string> statements)
    {
        var added = statements.Where(statement => statement.StartsWith("ALTER TABLE", StringComparison.Ordinal))
            .SelectMany(statement => Added().Matches(statement).Select(match => (Table: TableName().Match(statement).Groups[1].Value, Folder: match.Groups[1].Value)))
            .ToLookup(partition => partition.Table, partition => partition.Folder);
        return [.. statements.Where(statement => statement.StartsWith("CREATE EXTERNAL TABLE", StringComparison.Ordinal)).Select(statement => Table(statement, added))];
    }

    private static DeclaredTable Table(string statement, ILookup<string, string> added)
    {
        var name = TableName().Match(statement).Groups[1].Value;
        var body = statement[(statement.IndexOf('(', StringComparison.Ordinal) + 1)..statement.IndexOf("\n)", StringComparison.Ordinal)];
        var properties = Property().Matches(statement[statement.IndexOf("LOCATION", StringComparison.Ordinal)..]).ToDictionary(
            match => match.Groups[1].Value, match => match.Groups[2].Value);
        return new DeclaredTable(
            name,
            [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.TrimEnd(','))],
            Place().Match(statement).Groups[1].Value,
            properties)
        {
            Folders = properties.ContainsKey("projection.enabled") ? new Projected(properties) : [.. added[name]],
        };
    }

    // All folders of the rule, without making a list of a hundred thousand.
    private sealed class Projected(IReadOnlyDictionary<string, string> properties) : IEnumerable<string>
    {
        public IEnumerator<string> GetEnumerator() =>
            (from year in Values("year")
             from month in Values("month")
             from day in Values("day")
             from hour in Values("hour")
             select properties["storage.location.template"].Replace("${year}", year, StringComparison.Ordinal).Replace("${month}", month, StringComparison.Ordinal)
                 .Replace("${day}", day, StringComparison.Ordinal).Replace("${hour}", hour, StringComparison.Ordinal)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private IEnumerable<string> Values(string column)
        {
            var range = properties[$"projection.{column}.range"].Split(',').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            var digits = int.Parse(properties[$"projection.{column}.digits"], CultureInfo.InvariantCulture);
            return Enumerable.Range(range[0], range[1] - range[0] + 1).Select(value => value.ToString($"D{digits}", CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"^(?:CREATE EXTERNAL TABLE|ALTER TABLE)(?: IF NOT EXISTS)? \w+\.(\w+)")]
    private static partial Regex TableName();

    [GeneratedRegex("LOCATION '([^']*)'")]
    private static partial Regex Place();

    [GeneratedRegex(@"PARTITION \([^)]*\) LOCATION '([^']*)'")]
    private static partial Regex Added();

    [GeneratedRegex("'([^']*)' = '([^']*)'")]
    private static partial Regex Property();
}
