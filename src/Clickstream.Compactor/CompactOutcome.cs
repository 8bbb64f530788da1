namespace Clickstream.Compactor;

/// <summary>What became of one hour of a table, or of a table as a whole.</summary>
public enum CompactOutcome
{
    /// <summary>Nothing new; nothing was written.</summary>
    UpToDate,

    /// <summary>A new version was published.</summary>
    Published,

    /// <summary>It stays at its last version; the error says why. What it did not take in is still in the landing zone.</summary>
    Failed,
}
