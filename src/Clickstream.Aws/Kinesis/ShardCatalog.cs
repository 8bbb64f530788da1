using Clickstream.Aws.Kinesis.Api;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>The list of shards, remembered for a while and asked for by one caller at a time. Safe for concurrent use.</summary>
internal sealed class ShardCatalog(KinesisClient client, StreamReference stream) : IDisposable
{
    /// <summary>At the end of a shard the list is asked for anew, unless another reader has just done so.</summary>
    private static readonly TimeSpan MaxAgeAtEnd = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private volatile ShardRoutes? _known;

    public void Dispose() => _one.Dispose();

    /// <summary>Asks Kinesis.</summary>
    public async Task<IReadOnlyList<Shard>> RefreshAsync(CancellationToken cancellationToken)
    {
        var askedAt = client.Time.GetTimestamp();
        var shards = await client.ListShardsAsync(stream, cancellationToken).ConfigureAwait(false);
        _known = new ShardRoutes(shards, askedAt);
        return shards;
    }

    /// <summary>The shards, asked for at most <paramref name="maxAge"/> ago.</summary>
    public async ValueTask<ShardRoutes> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (Fresh(maxAge) is { } known)
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Fresh(maxAge) is null)
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            return _known!;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// The shards that follow one that was read to its end: as the list has them, which knows their sequence numbers, or as the last answer named them.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="named">The children that the last answer named; null if it named none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IOException">
    /// The answer named none, and by the list the shard is open: it has not ended, and is to be read on. The KCL takes such an answer for invalid, too.
    /// </exception>
    public async Task<IReadOnlyList<Shard>> ChildrenAsync(ShardId shard, IReadOnlyList<Shard>? named, CancellationToken cancellationToken)
    {
        Forget();
        var known = await GetAsync(MaxAgeAtEnd, cancellationToken).ConfigureAwait(false);
        return known.ChildrenOf(shard) is { Count: > 0 } listed ? listed
            : named is null && known.Find(shard) is { IsOpen: true }
                ? throw new IOException($"An answer of Kinesis ends {shard} of {stream}, which is open and has no children. It is read again.")
            : named ?? [];
    }

    /// <summary>Forgets the list, because something shows that it is old.</summary>
    public void Forget() => _known = null;

    private ShardRoutes? Fresh(TimeSpan maxAge) => _known is { } known && client.Time.GetElapsedTime(known.AskedAt) <= maxAge ? known : null;
}
