using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>An input that is not a valid event, whole, with its reason and where it came from.</summary>
public sealed record QuarantineEntry
{
    /// <summary>Why it is no event.</summary>
    public required RejectionReason Reason { get; init; }

    /// <summary>More about the reason, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The hour that it is accounted in: of its event time if that could be read, else of its source or arrival.</summary>
    public required Hour Hour { get; init; }

    /// <summary>Where it was found: the key of an object, or a shard.</summary>
    public required string Source { get; init; }

    /// <summary>Its position in the stream, <c>shard:sequence:sub:item</c>; null if it was quarantined before the stream.</summary>
    public string? Position { get; init; }

    /// <summary>Where it first entered, <c>producer/source/number</c>, if known.</summary>
    public string? Origin { get; init; }

    /// <summary>Its first byte in the decompressed source, if known.</summary>
    public long? Offset { get; init; }

    /// <summary>Its true length in bytes; more than <see cref="Payload"/> holds if it was too large to keep.</summary>
    public required long Length { get; init; }

    /// <summary>When it arrived; null if unknown.</summary>
    public EventTime? Received { get; init; }

    /// <summary>Its bytes, or the first of them.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Names the input: two entries with the same identity are one input, written twice.</summary>
    public string Identity => Position ?? Origin ?? $"{Source}@{Offset}";

    /// <summary>Whether <see cref="Payload"/> is only a part of the input.</summary>
    public bool IsCut => Length > Payload.Length;
}
