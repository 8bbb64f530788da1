using System.Diagnostics.Metrics;
using Clickstream.Cli.Commands;
using Clickstream.Compactor;

namespace Clickstream.Cli.Composition;

/// <summary>What the compactor and reconciliation report of their runs, beside the worker's metrics, so that an alarm can look at them. Written when disposed.</summary>
internal sealed class JobMetrics : IAsyncDisposable
{
    private const string MeterName = "Clickstream"; // That of the worker, which the reports look for.

    private readonly Meter _meter = new(MeterName);
    private readonly CancellationTokenSource _stop = new();
    private readonly Counter<long> _compactions;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _reconciliations;
    private readonly Task _report;

    private JobMetrics(CommandContext context, Backend backend)
    {
        // With --json, stdout is for one document.
        _report = context.Json ? Task.CompletedTask : backend.ReportMetricsAsync(context.Terminal.Output, _stop.Token);
        _compactions = _meter.CreateCounter<long>("clickstream.compact.runs", "{run}", "Runs of the compactor by outcome: succeeded, or failed for at least one hour.");
        _rows = _meter.CreateCounter<long>("clickstream.compact.rows", "{row}", "Rows of fact_clicks in versions that were published.");
        _reconciliations = _meter.CreateCounter<long>("clickstream.reconcile.runs", "{run}", "Reconciliations by outcome: succeeded if every check holds, else failed.");
    }

    public static JobMetrics Start(CommandContext context, Backend backend) => new(context, backend);

    public void Compacted(CompactResult result)
    {
        _compactions.Add(1, Outcome(result.Succeeded));
        _rows.Add(result.Parts.Where(part => part is { Table: "fact_clicks", Outcome: CompactOutcome.Published }).Sum(part => part.Rows));
    }

    public void Reconciled(bool holds) => _reconciliations.Add(1, Outcome(holds));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _report;
        _stop.Dispose();
        _meter.Dispose();
    }

    private static KeyValuePair<string, object?> Outcome(bool succeeded) => new("outcome", succeeded ? "succeeded" : "failed");
}
