using Clickstream.Core.Events;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Quarantine;

/// <summary>What a replay of the quarantine has done, or would do.</summary>
public sealed record QuarantineReplayOutcome
{
    /// <summary>Entries that were put into the stream, or would be.</summary>
    public long Replayed { get; set; }

    /// <summary>Entries that are still no events, by the reason that they have now; they stay.</summary>
    public SortedDictionary<RejectionReason, long> StillInvalid { get; } = [];

    /// <summary>Entries of which the quarantine holds only a part, or that are too large for the stream; they stay.</summary>
    public long Unfit { get; set; }

    /// <summary>Entries that were put before.</summary>
    public long Before { get; set; }

    /// <summary>Entries whose record will be read again by a worker.</summary>
    public long InFlight { get; set; }

    /// <summary>Entries of a batch that a killed replay had begun, and that were finished first.</summary>
    public long Resumed { get; set; }

    /// <summary>Whether it was stopped before the end.</summary>
    public bool Stopped { get; set; }

    /// <summary>Objects that cannot be read.</summary>
    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>What was put.</summary>
    public PutTally Tally { get; set; }
}
