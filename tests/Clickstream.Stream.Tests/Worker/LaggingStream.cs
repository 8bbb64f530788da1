using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>
/// A stream of two shards, of which the first takes nothing, so that all its records wait; when the second has taken so many, both are merged while its
/// next record is under way.
/// </summary>
internal sealed class LaggingStream(IEventStream inner, IStreamAdministration administration, Shard behind, Shard ahead, int mergeAfter) : IEventStream
{
    private int _taken;

    /// <summary>Records that were made for a shard that was merged meanwhile.</summary>
    public int UnderWay { get; private set; }

    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => inner.ListShardsAsync(cancellationToken);

    public async Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        var isMerged = _taken > mergeAfter;
        var stored = entries.Where(entry => isMerged || entry.PartitionKey != ShardScope.PartitionKeyFor(behind.Id)).ToList();
        _taken += stored.Count;
        if (!isMerged && _taken > mergeAfter)
        {
            UnderWay = stored.Count;
            await administration.MergeAsync(behind.Id, ahead.Id, cancellationToken);
        }

        var outcomes = new Queue<PutOutcome>(await inner.PutAsync(stored, cancellationToken));
        return [.. entries.Select(entry => stored.Contains(entry) ? outcomes.Dequeue() : new PutOutcome.Throttled(behind.Id))];
    }

    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        inner.ReadAsync(shard, from, cancellationToken);
}
