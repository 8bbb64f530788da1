using Clickstream.Core.Events;
using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Quarantine;

/// <summary>Which entries of the quarantine are put into the stream again, and how.</summary>
public sealed record QuarantineReplayOptions
{
    /// <summary>Only entries with this reason; null for all.</summary>
    public RejectionReason? Reason { get; init; }

    /// <summary>Only entries that are accounted in this hour; null for all.</summary>
    public Hour? Hour { get; init; }

    /// <summary>What is changed in them.</summary>
    public PayloadFix Fix { get; init; } = PayloadFix.None;

    /// <summary>How records are put.</summary>
    public StreamProducerOptions Producer { get; init; } = new();

    /// <summary>Entries that are noted, put and marked together; 5,000. So many are put twice at most after a kill, with their origin, and the worker drops them.</summary>
    public int BatchEntries { get; init; } = 5_000;

    /// <summary>Bytes of inputs that are enough for such a batch; 32 MiB.</summary>
    public long BatchBytes { get; init; } = 32 * 1024 * 1024;
}
