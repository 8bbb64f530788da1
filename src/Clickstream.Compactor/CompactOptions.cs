using Clickstream.Compactor.Backfill;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Privacy;
using Clickstream.Core.Time;

namespace Clickstream.Compactor;

/// <summary>What a compaction does, and what it may use.</summary>
public sealed record CompactOptions
{
    /// <summary>Only this hour; all hours if null. The dimensions are brought up to date in either case.</summary>
    public Hour? Hour { get; init; }

    /// <summary>How Parquet files are compressed.</summary>
    public Codec Codec { get; init; } = Codec.Zstandard;

    /// <summary>
    /// Bytes of memory that a compaction may take, whatever there is to compact; 1 GiB by default. Rows that do not fit go to
    /// <see cref="SpillFolder"/>.
    /// </summary>
    public long MaxMemory { get; init; } = 1L << 30;

    /// <summary>
    /// Size of a data file that an hour is cut to; 256 MiB by default. Files are smaller where the memory does not allow it: a bucket of an
    /// hour is sorted in memory.
    /// </summary>
    public long TargetFileSize { get; init; } = 256L << 20;

    /// <summary>
    /// How long a version that nobody refers to is kept; one hour by default. Readers that began with an older version finish in this time,
    /// and a compactor that takes longer than half of it for a version gives the version up.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Hours and micro-batches that are worked on at the same time; the number of processors by default.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Where raw objects are, if the facts are to be made straight from them; null to make them from micro-batches. With <see cref="Hour"/>,
    /// only the folder of this hour is read.
    /// </summary>
    public RawSource? Raw { get; init; }

    /// <summary>The engine that makes the facts from micro-batches, in the place of this machine; null for this machine.</summary>
    public Unload.UnloadEngine? Engine { get; init; }

    /// <summary>What is kept of the addresses of visitors in raw objects; micro-batches have been treated by the worker.</summary>
    public AddressPolicy Addresses { get; init; }

    /// <summary>With <see cref="Raw"/>: what is added to events; nothing by default. Micro-batches are as the worker wrote them.</summary>
    public EnrichmentOptions Enrichment { get; init; } = EnrichmentOptions.None;

    /// <summary>Bytes of a large raw object of lines that one processor reads at a time.</summary>
    public long RawChunkBytes { get; init; } = RawSplit.ChunkBytes;

    /// <summary>The folder for rows that do not fit in memory, best on a disk.</summary>
    public string SpillFolder { get; init; } = Path.Combine(Path.GetTempPath(), "clickstream-spill");

    /// <summary>Whether what was written is read again, and compared with what was to be written, before it is published.</summary>
    public bool Verify { get; init; }

    /// <summary>
    /// Which of the hours that have something new comes first; the others follow in order, and those before it at the end. Null draws it, so that
    /// several compactors that begin together do not work on the same hours: each of them finds done what another has done meanwhile.
    /// </summary>
    public int? FirstHour { get; init; }

    /// <summary>What is wrong with the options; empty if nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (Engine is not null && Raw is not null)
        {
            yield return "Raw objects are compacted by this machine; another engine compacts micro-batches.";
        }

        if (MaxMemory < 1 << 20)
        {
            yield return "The memory for compaction must be at least 1 MiB.";
        }

        if (TargetFileSize < 1)
        {
            yield return "The target size of files must be at least 1 byte.";
        }

        if (RawChunkBytes < 1)
        {
            yield return "A part of a raw object must have at least 1 byte.";
        }

        if (GracePeriod < TimeSpan.Zero)
        {
            yield return "The grace period of old versions must not be negative.";
        }

        if (Parallelism < 1)
        {
            yield return "The parallelism of compaction must be at least 1.";
        }
    }
}
