namespace Clickstream.Compactor.Erasure;

/// <summary>Who is erased, and how.</summary>
public sealed record ErasureOptions
{
    /// <summary>The person: the user id as it is in <c>fact_clicks</c>.</summary>
    public required string User { get; init; }

    /// <summary>What becomes of their events.</summary>
    public ErasureMode Mode { get; init; } = ErasureMode.Remove;

    /// <summary>
    /// Whether what was done without signing in counts as theirs: events without a user whose anonymous id or session is on one of their events.
    /// </summary>
    public bool Anonymous { get; init; }

    /// <summary>What compaction may use.</summary>
    public CompactOptions Compaction { get; init; } = new();

    /// <summary>What is wrong with the options; empty if nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrEmpty(User))
        {
            yield return "The user id must not be empty.";
        }

        foreach (var problem in Compaction.Validate())
        {
            yield return problem;
        }
    }
}
