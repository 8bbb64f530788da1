using System.Text.RegularExpressions;

namespace Clickstream.Infra.Tests.Roles;

/// <summary>The tables of docs/aws.md: which component, by its letter, may call what, and which role of a service.</summary>
internal static partial class DocumentedActions
{
    private static readonly string[] Lines = File.ReadAllLines(Checkout.PathOf("docs", "aws.md"));

    /// <summary>The actions of a component.</summary>
    /// <param name="letter">P, W, C, Q or L.</param>
    /// <param name="isUsed">Whether a row counts, by the texts of its action and of when it is called.</param>
    public static IReadOnlySet<string> Of(char letter, Func<string, string, bool> isUsed) =>
        Rows(5)
            .Where(row => row[3].Split(", ").Contains(letter.ToString()) && isUsed(row[1], row[4]))
            .SelectMany(row => Actions(row[1]))
            .ToHashSet();

    /// <summary>The actions of each role of a service.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> OfServices { get; } =
        Rows(4).Where(row => Actions(row[1]).Any()).GroupBy(row => row[0]).ToDictionary(role => role.Key, role => role.SelectMany(row => Actions(row[1])).ToHashSet());

    /// <summary>Actions that a table gives on <c>*</c>, with the reason behind it.</summary>
    public static IReadOnlySet<(string Role, string Action)> OnEverything { get; } =
        Rows(4).Where(row => row[2].StartsWith("`*`: ", StringComparison.Ordinal)).SelectMany(row => Actions(row[1]).Select(action => (row[0], action))).ToHashSet();

    private static IEnumerable<string[]> Rows(int cells) =>
        Lines
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(row => row.Length == cells);

    private static IEnumerable<string> Actions(string cell) => Action().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex("`([a-z0-9-]+:[A-Z][A-Za-z]+)`")]
    private static partial Regex Action();
}
