namespace Clickstream.Compactor.Erasure;

/// <summary>What an erasure found and did.</summary>
public sealed record ErasureOutcome
{
    /// <summary>Events, entries and alerts of the person, by layer.</summary>
    public required IReadOnlyDictionary<string, long> Items { get; init; }

    /// <summary>Where the receipt is; null if nothing was found, or nothing was to be changed.</summary>
    public string? Receipt { get; init; }

    /// <summary>What was done; null likewise.</summary>
    public ErasureReceipt? Done { get; init; }

    /// <summary>Anonymous ids and sessions that are linked to the user.</summary>
    public long Links { get; init; }

    /// <summary>What may still hold the person, and why.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>All items.</summary>
    public long Total => Items.Values.Sum();
}
