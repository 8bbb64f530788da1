namespace Clickstream.Producer.Collect.Spool;

/// <summary>How large a spool may become, and when it is written.</summary>
public sealed record SpoolOptions
{
    /// <summary>
    /// Bytes that may wait on disk (4 GiB): ten million events of 400 bytes, which is a stream that is away for more than two hours at 1,000 events a second.
    /// </summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>Bytes at which a segment is full (64 MiB): it is removed as a whole, so smaller ones give space back sooner, larger ones are fewer files.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>Bytes that may wait for the disk (32 MiB), beyond which requests are refused for the moment: a disk that stands still must not eat the memory.</summary>
    public int MaxPendingBytes { get; init; } = 32 << 20;

    /// <summary>
    /// The shortest time between two commits (2 ms): what arrives meanwhile shares one write and one flush. The first after a pause does not wait.
    /// </summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Whether a commit waits until it survives a power cut. Without it a commit survives a kill of the process only.
    /// </summary>
    public bool Flush { get; init; } = true;

    /// <summary>What is wrong with these options.</summary>
    internal IEnumerable<string> Problems()
    {
        const int smallest = 1 << 20;
        if (MaxBytes < smallest || SegmentBytes < smallest / 16 || MaxPendingBytes < smallest || CommitInterval < TimeSpan.Zero)
        {
            yield return "The spool needs at least 1 MiB on disk and in memory, segments of at least 64 KiB, and a commit interval that is not negative.";
        }
    }
}
