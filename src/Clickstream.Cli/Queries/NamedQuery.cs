using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Queries;

/// <summary>A query of the pack, which is in <c>sql/</c> and in the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it answers: its first line.</param>
/// <param name="Sql">The statement.</param>
internal sealed partial record NamedQuery(string Name, string Description, string Sql)
{
    /// <summary>The dialects; DuckDB runs either.</summary>
    public static IReadOnlyList<string> Dialects { get; } = ["athena", "redshift"];

    /// <summary>All of a dialect, by name.</summary>
    public static IReadOnlyList<NamedQuery> All(string dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(resource => resource.StartsWith(dialect + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(
            resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var sql = reader.ReadToEnd();
                return new NamedQuery(resource[(dialect.Length + 1)..], sql.Split('\n')[0].TrimStart('-', ' '), sql);
            })];
    }

    /// <summary>The statement over some hours instead of all.</summary>
    /// <param name="sql">A statement that marks its first and last hour as the queries of the pack do.</param>
    /// <param name="from">The first hour; null for the beginning.</param>
    /// <param name="to">The last hour; null for the end.</param>
    public static string Between(string sql, Hour? from, Hour? to)
    {
        sql = from is { } first ? From().Replace(sql, $"/*from*/ {Digits(first)}") : sql;
        return to is { } last ? To().Replace(sql, $"/*to*/ {Digits(last)}") : sql;
    }

    /// <summary>Whether a statement marks its hours.</summary>
    public static bool HasRange(string sql) => From().IsMatch(sql) && To().IsMatch(sql);

    private static string Digits(Hour hour) => hour.Start.ToDateTimeOffset().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/\*from\*/ \d{10}")]
    private static partial Regex From();

    [GeneratedRegex(@"/\*to\*/ \d{10}")]
    private static partial Regex To();
}
