using System.Runtime.CompilerServices;
using Clickstream.Core.Streams;

namespace Clickstream.Bench.Traffic;

/// <summary>A stream, with somebody looking at what goes in and out.</summary>
internal sealed class ObservedStream(IEventStream stream) : IEventStream
{
    /// <summary>Sees what is put, before it is put.</summary>
    public Action<IReadOnlyList<PutEntry>> Putting { get; init; } = _ => { };

    /// <summary>Is told when a page with records has been dealt with, and its reader asks for the next.</summary>
    public Action PageDone { get; init; } = () => { };

    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => stream.ListShardsAsync(cancellationToken);

    public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        Putting(entries);
        return stream.PutAsync(entries, cancellationToken);
    }

    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in stream.ReadAsync(shard, from, cancellationToken))
        {
            var hasRecords = page.Records.Count > 0;
            yield return page;
            if (hasRecords)
            {
                PageDone();
            }
        }
    }
}
