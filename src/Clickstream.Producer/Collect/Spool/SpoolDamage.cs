namespace Clickstream.Producer.Collect.Spool;

/// <summary>What was found damaged in a segment: stored beside it, and set aside with it once the rest is drained.</summary>
internal sealed record SpoolDamage
{
    /// <summary>The segment's file.</summary>
    public required string Segment { get; init; }

    /// <summary>Where the damage begins.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes up to where the next intact frame begins, or to the end.</summary>
    public required long Bytes { get; init; }

    /// <summary>The number of the first event that is lost.</summary>
    public required long First { get; init; }

    /// <summary>Events that are lost; 0 where the damaged bytes were never answered for.</summary>
    public required long Lost { get; init; }

    /// <summary>What is wrong, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset Found { get; init; }
}
