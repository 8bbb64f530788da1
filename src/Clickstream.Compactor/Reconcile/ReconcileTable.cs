using System.Globalization;
using System.Text;

namespace Clickstream.Compactor.Reconcile;

/// <summary>The result of a reconciliation as text for a terminal.</summary>
public static class ReconcileTable
{
    private static readonly string[] Header =
        ["hour", "read", "accepted", "duplicates", "erased", "quarantined", "late", "orders", "revenue", "parquet rows", "bytes", "minutes", "reconciled"];

    /// <summary>One line for each hour, one for the total, and one for each check that does not hold.</summary>
    public static string Render(ReconcileResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var lines = new List<string[]> { Header };
        lines.AddRange(result.Hours.Append(result.Totals).Select(Cells));
        var widths = Enumerable.Range(0, Header.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.AppendJoin("  ", line.Select((cell, column) => column == 0
                ? cell.PadRight(widths[column])
                : cell.PadLeft(widths[column]))).AppendLine();
        }

        text.AppendLine();
        foreach (var check in result.Checks.Where(check => !check.Holds))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"MISMATCH {check.Name}{(check.Scope is null
                    ? string.Empty
                    : $" ({check.Scope})")}: expected {check.Expected}, found {check.Actual}. {check.Explanation}");
        }

        foreach (var note in result.Notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Note: {note}");
        }

        var checks = result.Checks.Count;
        return text.AppendLine(result.Reconciled
            ? $"Reconciled: all {checks} checks hold."
            : $"Not reconciled: {result.Checks.Count(check => !check.Holds)} of {checks} checks do not hold.").ToString();
    }

    private static string[] Cells(ReconcileRow row) =>
    [
        row.Hour,
        Text(row.Read),
        Text(row.Accepted),
        Text(row.Duplicates),
        Text(row.Erased),
        Text(row.Quarantined),
        Text(row.Late),
        Text(row.Orders),
        row.Revenue.ToString("N2", CultureInfo.InvariantCulture),
        Text(row.ParquetRows),
        Text(row.ParquetBytes),
        Text(row.EngagementMinutes),
        row.Reconciled ? "yes" : "NO",
    ];

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
