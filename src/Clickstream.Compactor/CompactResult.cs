namespace Clickstream.Compactor;

/// <summary>What a compaction did.</summary>
/// <param name="Parts">Hours of tables that had something to do, and the dimensions if they had; and whatever failed.</param>
/// <param name="Removed">Objects of old and abandoned versions that were removed.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record CompactResult(IReadOnlyList<PartResult> Parts, int Removed, double Seconds)
{
    /// <summary>What was taken in from raw objects; null if the facts were made from micro-batches.</summary>
    public Backfill.BackfillTotals? Backfill { get; init; }

    /// <summary>Checks of quality that did not hold, whether the version was published (a warning) or not.</summary>
    public IReadOnlyList<Quality.QualityCheck> FailedChecks { get; init; } = [];

    /// <summary>Whether everything that was to be done is done.</summary>
    public bool Succeeded => Parts.All(part => part.Outcome != CompactOutcome.Failed);
}
