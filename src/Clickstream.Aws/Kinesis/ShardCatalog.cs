using Clickstream.Aws.Kinesis.Api;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>The list of shards, remembered for a while and asked for by one caller at a time. Safe for concurrent use.</summary>
internal sealed class ShardCatalog(KinesisClient client, StreamReference stream) : IDisposable
{
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

    /// <summary>Forgets the list, because something shows that it is old.</summary>
    public void Forget() => _known = null;

    private ShardRoutes? Fresh(TimeSpan maxAge) => _known is { } known && client.Time.GetElapsedTime(known.AskedAt) <= maxAge ? known : null;
}
