namespace Clickstream.Compactor.Reconcile;

/// <summary>
/// The counts of one hour of event time, or of all. Every input is in exactly one of accepted, duplicates, erased and quarantined.
/// </summary>
public sealed record ReconcileRow
{
    /// <summary>The hour as <see cref="Core.Time.Hour.Path"/>; <c>total</c> for all.</summary>
    public required string Hour { get; init; }

    /// <summary>Inputs read: from the stream, and those quarantined at the source.</summary>
    public long Read { get; init; }

    /// <summary>Distinct events.</summary>
    public long Accepted { get; init; }

    /// <summary>Other inputs with the click id of an accepted event.</summary>
    public long Duplicates { get; init; }

    /// <summary>Inputs that were removed with the person whose they were.</summary>
    public long Erased { get; init; }

    /// <summary>Inputs that are no valid event.</summary>
    public long Quarantined { get; init; }

    /// <summary>Events that came after their minute was final.</summary>
    public long Late { get; init; }

    /// <summary>Distinct orders; an order with events in several hours is one order in the total.</summary>
    public long Orders { get; init; }

    /// <summary>Revenue of the accepted purchases over all currencies.</summary>
    public decimal Revenue { get; init; }

    /// <summary>The same by currency; empty text where the events name none.</summary>
    public IReadOnlyDictionary<string, decimal> RevenueByCurrency { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Rows of the Parquet files, counted by reading them.</summary>
    public long ParquetRows { get; init; }

    /// <summary>Their size.</summary>
    public long ParquetBytes { get; init; }

    /// <summary>Minutes with a row of engagement.</summary>
    public long EngagementMinutes { get; init; }

    /// <summary>Whether all checks of the hour (of everything, in the total) hold.</summary>
    public bool Reconciled { get; init; }
}
