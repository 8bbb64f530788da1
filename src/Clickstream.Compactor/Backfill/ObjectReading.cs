using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Backfill;

/// <summary>An object whose chunks are being read. Safe for concurrent use.</summary>
internal sealed class ObjectReading(RawObject raw)
{
    private readonly Lock _lock = new();

    /// <summary>The object.</summary>
    public RawObject Raw => raw;

    /// <summary>Chunks that are not read yet.</summary>
    public int Left { get; set; }

    /// <summary>What was found in the others.</summary>
    public RawTally Tally { get; } = new();

    /// <summary>Why a chunk could not be read to its end; null if all could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes that a chunk was read, as far as it could be.</summary>
    /// <returns>Whether it was the last one.</returns>
    public bool Finish(RawTally tally, string? problem)
    {
        lock (_lock)
        {
            Tally.Add(tally);
            Problem ??= problem;
            return --Left == 0;
        }
    }
}
