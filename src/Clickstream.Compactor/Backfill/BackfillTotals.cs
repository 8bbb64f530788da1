namespace Clickstream.Compactor.Backfill;

/// <summary>What a run took in from raw objects.</summary>
/// <param name="Objects">Raw objects that were taken in whole; they are not read again.</param>
/// <param name="Before">Raw objects that earlier runs had taken in.</param>
/// <param name="Read">Inputs of these objects.</param>
/// <param name="Quarantined">Those that are no valid event.</param>
public sealed record BackfillTotals(int Objects, int Before, long Read, long Quarantined)
{
    /// <summary>Keys of objects that are no raw objects by their names, so nobody has looked into them.</summary>
    public IReadOnlyList<string> PassedOver { get; init; } = [];
}
