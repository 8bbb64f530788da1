namespace Clickstream.Compactor.Reconcile;

/// <summary>The proof, or why there is none. Made only from what is stored.</summary>
public sealed record ReconcileResult
{
    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether every check holds.</summary>
    public required bool Reconciled { get; init; }

    /// <summary>All hours together.</summary>
    public required ReconcileRow Totals { get; init; }

    /// <summary>Each hour, in order.</summary>
    public required IReadOnlyList<ReconcileRow> Hours { get; init; }

    /// <summary>Quarantined inputs by reason.</summary>
    public required IReadOnlyDictionary<string, long> QuarantinedByReason { get; init; }

    /// <summary>All checks, those that do not hold first.</summary>
    public required IReadOnlyList<ReconcileCheck> Checks { get; init; }

    /// <summary>What is worth knowing but is no fault, such as a producer that has not finished.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Where the report was saved.</summary>
    public string? Report { get; init; }
}
