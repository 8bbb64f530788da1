namespace Clickstream.Producer.Collect;

/// <summary>How far a collector is, since it started.</summary>
public sealed record CollectProgress
{
    /// <summary>Requests answered.</summary>
    public required long Requests { get; init; }

    /// <summary>Events that were answered with 200, and are in the stream or in the spool.</summary>
    public required long Accepted { get; init; }

    /// <summary>Items that are no events.</summary>
    public required long Refused { get; init; }

    /// <summary>Events that their visitors did not want to be taken.</summary>
    public required long Dropped { get; init; }

    /// <summary>Events put into the stream, those of earlier runs included that were still in the spool.</summary>
    public required long Put { get; init; }

    /// <summary>Events in the spool that are not in the stream.</summary>
    public required long Waiting { get; init; }

    /// <summary>Events that damage to the disk took, ever.</summary>
    public required long Lost { get; init; }

    /// <summary>Bytes of the spool.</summary>
    public required long SpoolBytes { get; init; }

    /// <summary>How long it runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why the stream takes nothing; null if it does.</summary>
    public required string? StreamFault { get; init; }
}
