using System.Collections.Concurrent;
using System.Globalization;

namespace Clickstream.Compactor.Quality;

/// <summary>Collects checks by the rules; safe for concurrent use.</summary>
internal sealed class CheckBook(QualityRules rules)
{
    private readonly ConcurrentQueue<QualityCheck> _checks = [];

    /// <summary>The rules.</summary>
    public QualityRules Rules => rules;

    /// <summary>All, those that do not hold first, the severe ones at the top.</summary>
    public IReadOnlyList<QualityCheck> All =>
    [
        .. _checks.OrderBy(check => check.Holds).ThenByDescending(check => check.Severity)
            .ThenBy(check => check.Hour, StringComparer.Ordinal).ThenBy(check => check.Name, StringComparer.Ordinal),
    ];

    /// <summary>Notes a check, unless it is off.</summary>
    public QualityCheck? Note(string name, string layer, string table, string? hour, string expected, string actual, bool holds)
    {
        var severity = rules[name].Severity ?? Severity.Severe;
        if (severity == Severity.Off)
        {
            return null;
        }

        var check = new QualityCheck(name, layer, table, hour, severity, expected, actual, holds);
        _checks.Enqueue(check);
        return check;
    }

    /// <summary>Notes a share of rows that should be small.</summary>
    public QualityCheck? Share(string name, string layer, string table, string? hour, string what, long bad, long total)
    {
        var most = rules[name].MaxShare ?? 0;
        var holds = total < (rules[name].MinRows ?? 0) || bad <= most * total;
        return Note(
            name, layer, table, hour, string.Create(CultureInfo.InvariantCulture, $"at most {most:P2} {what}"),
            string.Create(CultureInfo.InvariantCulture, $"{bad:N0} of {total:N0}"), holds);
    }
}
