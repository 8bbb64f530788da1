using Clickstream.Core.Streams;

namespace Clickstream.Producer.Tests.Collect;

/// <summary>A stream that is away while a test says so.</summary>
internal sealed class SwitchedStream(IEventStream inner) : IEventStream
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => Reached().ListShardsAsync(cancellationToken);

    public Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) =>
        Reached().PutAsync(entries, cancellationToken);

    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        inner.ReadAsync(shard, from, cancellationToken);

    private IEventStream Reached() => IsAway ? throw new IOException("The stream is away.") : inner;
}
