using System.Text.Json.Nodes;
using Clickstream.Cli.Commands;
using Clickstream.Compactor.Reconcile;
using Clickstream.Producer.Generate;

namespace Clickstream.Cli.Demo;

/// <summary>What the demo found, from what is stored.</summary>
/// <param name="Proof">The reconciliation.</param>
/// <param name="Alerts">Different alerts that were sent, in all runs on this folder.</param>
/// <param name="Oracle">The right answers; null for traffic that was not generated.</param>
/// <param name="Elapsed">How long everything took.</param>
internal sealed record DemoResult(ReconcileResult Proof, long Alerts, Oracle? Oracle, TimeSpan Elapsed)
{
    /// <summary>What differs from the oracle, one sentence each. Traffic of other seeds in the same folder makes everything differ.</summary>
    public IReadOnlyList<string> Differences
    {
        get
        {
            if (Oracle is not { } right)
            {
                return [];
            }

            (string Name, decimal Right, decimal Found)[] totals =
            [
                ("read", right.Read, Proof.Totals.Read),
                ("accepted", right.Accepted, Proof.Totals.Accepted),
                ("duplicates", right.Duplicates, Proof.Totals.Duplicates),
                ("quarantined", right.Quarantined, Proof.Totals.Quarantined),
                ("late", right.Late, Proof.Totals.Late),
                ("alerts", right.Alerts, Alerts),
                ("orders", right.Orders, Proof.Totals.Orders),
                ("revenue", right.Revenue, Proof.Totals.Revenue),
                ("parquet_rows", right.ParquetRows, Proof.Totals.ParquetRows),
                ("engagement_minutes", right.EngagementMinutes, Proof.Totals.EngagementMinutes),
            ];
            return [.. totals.Where(total => total.Right != total.Found).Select(total => $"{total.Name} is {total.Found}, the oracle says {total.Right}.")];
        }
    }

    /// <summary>Whether the proof holds and the oracle agrees.</summary>
    public bool Holds => Proof.Reconciled && Differences.Count == 0;

    /// <summary>The answer of <c>demo --json</c>.</summary>
    public JsonObject ToJson()
    {
        var document = ReconcileCommand.Totals(Proof);
        document["alerts"] = Alerts;
        document["seconds"] = Math.Round(Elapsed.TotalSeconds, 3);
        document["oracle"] = Oracle is null ? null : Producer.Generate.Oracle.KeyOf(Oracle.Seed).Value;
        document["differences"] = new JsonArray([.. Differences.Select(difference => JsonValue.Create(difference))]);
        return document;
    }
}
