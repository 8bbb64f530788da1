using System.Collections.Concurrent;

namespace Clickstream.Compactor.Dimensions;

/// <summary>The parts that this run has written, so that they need not be read back. Bounded; what does not fit is read.</summary>
internal sealed class RecentParts
{
    private const long MaxBytes = 64L << 20; // A few million users of an hour each, compressed.

    private readonly ConcurrentDictionary<string, byte[]> _parts = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Keeps a part, if there is room.</summary>
    public void Keep(string key, byte[] part)
    {
        if (Interlocked.Add(ref _bytes, part.Length) <= MaxBytes)
        {
            _parts[key] = part;
        }
    }

    /// <summary>A part; null if it was not kept.</summary>
    public byte[]? Find(string key) => _parts.GetValueOrDefault(key);
}
