namespace Clickstream.Compactor;

/// <summary>What a compaction did to one hour of a table, to the dimensions, or to what follows them.</summary>
/// <param name="Table"><c>fact_clicks</c>, <c>engagement_minutes</c> or <c>dimensions</c>; <c>catalog</c>, <c>cleaning</c>, <c>quality</c> or <c>listing</c> if that failed.</param>
/// <param name="Hour">The hour as <see cref="Core.Time.Hour.Path"/>; null for a table without hours.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record PartResult(string Table, string? Hour, CompactOutcome Outcome)
{
    /// <summary>The version that readers now see; null if there is none or it could not be read.</summary>
    public string? Version { get; init; }

    /// <summary>Rows of the version.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that the version before did not have.</summary>
    public long Added { get; init; }

    /// <summary>Inputs that this run took in.</summary>
    public long Inputs { get; init; }

    /// <summary>Those of them that are left out, since they are of somebody who was erased.</summary>
    public long Erased { get; init; }

    /// <summary>Duplicates among the inputs of the version.</summary>
    public long Duplicates { get; init; }

    /// <summary>Micro-batches that this run took in.</summary>
    public int MicroBatches { get; init; }

    /// <summary>Data files of the version.</summary>
    public int Files { get; init; }

    /// <summary>Bytes of the Parquet files of the version.</summary>
    public long Bytes { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Error { get; init; }
}
