using System.Globalization;

namespace Clickstream.Compactor.Reconcile;

/// <summary>Collects checks.</summary>
internal sealed class CheckList
{
    private readonly List<ReconcileCheck> _checks = [];
    private readonly HashSet<string> _failedScopes = new(StringComparer.Ordinal);

    /// <summary>All checks, those that do not hold first.</summary>
    public IReadOnlyList<ReconcileCheck> All => [.. _checks.Where(check => !check.Holds), .. _checks.Where(check => check.Holds)];

    /// <summary>Whether all hold.</summary>
    public bool Hold => _checks.TrueForAll(check => check.Holds);

    /// <summary>Whether all of a scope hold.</summary>
    public bool HoldFor(string scope) => !_failedScopes.Contains(scope);

    /// <summary>Compares two numbers.</summary>
    public void Equal(string name, string? scope, decimal expected, decimal actual, string explanation) =>
        Add(name, scope, Text(expected), Text(actual), expected == actual, explanation);

    /// <summary>Compares two texts.</summary>
    public void Equal(string name, string? scope, string expected, string actual, string explanation) =>
        Add(name, scope, expected, actual, expected == actual, explanation);

    /// <summary>Compares sums by currency.</summary>
    public void Equal(
        string name, string? scope, IReadOnlyDictionary<string, decimal> expected, IReadOnlyDictionary<string, decimal> actual, string explanation) =>
        Equal(name, scope, Text(expected), Text(actual), explanation);

    /// <summary>Notes a fault that is no comparison.</summary>
    public void Fail(string name, string? scope, string expected, string actual, string explanation) =>
        Add(name, scope, expected, actual, false, explanation);

    private static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyDictionary<string, decimal> sums)
    {
        var parts = sums.Where(pair => pair.Value != 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(
            pair => $"{pair.Key} {Text(pair.Value)}".Trim());
        return string.Join(", ", parts) is { Length: > 0 } text ? text : "0";
    }

    private void Add(string name, string? scope, string expected, string actual, bool holds, string explanation)
    {
        _checks.Add(new ReconcileCheck(name, scope, expected, actual, holds, holds ? null : explanation));
        if (!holds && scope is not null)
        {
            _failedScopes.Add(scope);
        }
    }
}
