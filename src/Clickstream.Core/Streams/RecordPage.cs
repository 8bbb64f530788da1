namespace Clickstream.Core.Streams;

/// <summary>
/// What one read of a shard gave. A page without records is a sign of life: the shard is idle, or has ended.
/// Disposing it gives its buffers back; the data of its records must not be used afterwards.
/// </summary>
public sealed class RecordPage(IReadOnlyList<StreamRecord> records, TimeSpan behindLatest, IReadOnlyList<Shard>? children, IDisposable? buffers = null) : IDisposable
{
    /// <summary>The records, in order of sequence number.</summary>
    public IReadOnlyList<StreamRecord> Records { get; } = records;

    /// <summary>How far the end of this page is behind the newest record of the shard; zero when all has been read.</summary>
    public TimeSpan BehindLatest { get; } = behindLatest;

    /// <summary>The shards that follow when this one is closed and this is its last page (may be empty if they are gone); null while there is more to come.</summary>
    public IReadOnlyList<Shard>? Children { get; } = children;

    /// <summary>Whether this is the last page of a closed shard.</summary>
    public bool IsShardEnd => Children is not null;

    /// <summary>
    /// Where another read would go on behind this page, if the stream says so. A read from LATEST needs it: begun anew before its first record, it
    /// would otherwise pass over what came in between.
    /// </summary>
    public StreamPosition? Resume { get; init; }

    /// <inheritdoc/>
    public void Dispose() => buffers?.Dispose();
}
