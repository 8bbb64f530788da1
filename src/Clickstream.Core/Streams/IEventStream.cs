namespace Clickstream.Core.Streams;

/// <summary>
/// The event stream, with the semantics of Kinesis: shards with hash-key ranges, order within a shard, at-least-once delivery.
/// Safe for concurrent use. Every call may be retried; a put that is retried may store its records twice.
/// </summary>
public interface IEventStream
{
    /// <summary>All shards, open and closed, that are still kept, in order of name.</summary>
    Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken);

    /// <summary>Puts up to <see cref="StreamLimits.MaxRecordsPerPut"/> records. Records of one call that go to one shard keep their order.</summary>
    /// <returns>One outcome for each entry, in order.</returns>
    /// <exception cref="ArgumentException">An entry breaks a limit of <see cref="StreamLimits"/>.</exception>
    Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a shard from a position on, for as long as it is open. While there is nothing new it yields an empty page about once a second.
    /// The sequence ends after a page with <see cref="RecordPage.IsShardEnd"/>. The reader disposes each page.
    /// </summary>
    IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken);
}
