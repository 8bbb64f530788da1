using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Reconcile;

/// <summary>
/// Proves from what is stored that nothing was lost or counted twice: what producers put is what workers read; what workers read is what
/// was landed and quarantined; what was landed is what manifests say was accepted or duplicate; and the Parquet files hold just that.
/// It changes nothing, and may run while everything else does; what is in flight then is named, and is a mismatch.
/// </summary>
/// <param name="store">Where everything is.</param>
/// <param name="leases">How far each shard has been read.</param>
/// <param name="time">The clock.</param>
public sealed class Reconciler(IObjectStore store, ILeaseStore leases, TimeProvider time)
{
    /// <summary>Reconciles, and saves the report under <c>audit/reconciliation/</c>.</summary>
    /// <exception cref="UnknownFormatException">A manifest or ledger is damaged, or of a newer format.</exception>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public async Task<ReconcileResult> ReconcileAsync(CancellationToken cancellationToken)
    {
        var checks = new CheckList();
        var ledgers = await ReadLedgers.ReadAsync(store, leases, checks, cancellationToken);
        var quarantine = await QuarantineAudit.ReadAsync(store, ledgers, checks, cancellationToken);
        var lake = await PublishedLake.ReadAsync(store, cancellationToken);
        var waiting = await WaitingBatches.ReadAsync(store, lake, cancellationToken);
        var proof = new Proof(ledgers, quarantine, lake, checks);
        var rows = new List<ReconcileRow>();
        foreach (var hour in proof.Hours)
        {
            var manifest = lake.Facts.FirstOrDefault(manifest => manifest.Hour == hour);
            var files = manifest is null ? null : await HourAudit.ReadAsync(store, manifest, checks, cancellationToken);
            rows.Add(proof.Check(hour, manifest, files));
        }

        waiting.Check(ledgers, checks);
        proof.CheckProducers();
        var now = time.GetUtcNow();
        var result = new ReconcileResult
        {
            Time = now,
            Totals = proof.Total(rows),
            Hours = [.. rows.Select(row => row with { Reconciled = checks.HoldFor(row.Hour) })],
            QuarantinedByReason = quarantine.ByReason,
            Checks = checks.All,
            Notes = proof.Notes,
            Reconciled = checks.Hold,
        };
        var report = new ObjectKey($"{LakeLayout.Audit}reconciliation/{now:yyyyMMdd'T'HHmmssfff'Z'}.json");
        result = result with { Report = report.Value };
        await store.PutAsync(report, ReconcileJson.Serialize(result), cancellationToken);
        return result;
    }
}
