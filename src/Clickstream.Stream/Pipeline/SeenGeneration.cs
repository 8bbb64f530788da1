using Clickstream.Core.Objects;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Fingerprints that were seen one after the other and are forgotten together. Closed, it is immutable and stored as one object.
/// </summary>
internal sealed class SeenGeneration
{
    public SeenGeneration(uint number, SeenEntry[] entries)
    {
        Number = number;
        Entries = entries;
    }

    /// <summary>Grows by one from each generation of a shard to the next; the first is 1.</summary>
    public uint Number { get; }

    /// <summary>How many entries it has.</summary>
    public int Count { get; set; }

    /// <summary>The greatest event time (less the allowed lateness) when it was closed, in microseconds.</summary>
    public long ClosedAt { get; set; } = long.MinValue;

    /// <summary>
    /// The entries, of which the first <see cref="Count"/> are set; null once they are stored and only the table holds them.
    /// </summary>
    public SeenEntry[]? Entries { get; set; }

    /// <summary>Where it is stored; null until then.</summary>
    public ObjectKey? Key { get; set; }
}

/// <summary>One thing seen.</summary>
/// <param name="Fingerprint">64 bits of its hash.</param>
/// <param name="Origin">32 bits of the hash of where it entered; 0 if unknown.</param>
internal readonly record struct SeenEntry(ulong Fingerprint, uint Origin);
