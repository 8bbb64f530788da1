using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>
/// A stream whose shards are split and merged while a put is under way, so that what was made for one shard lands in another; now and then the put
/// fails, before it is stored or after.
/// </summary>
internal sealed class ReshardingStream(IEventStream inner, IStreamAdministration administration, Random random) : IEventStream
{
    private const int MostShards = 8;

    public int Reshardings { get; private set; }

    public int Kills { get; private set; }

    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => inner.ListShardsAsync(cancellationToken);

    public async Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        // Up to three changes at once: a record can land in a grandchild, or in a merged shard of which a part was split off.
        for (var left = random.Next(4) == 0 ? random.Next(1, 4) : 0; left > 0; left--)
            await ReshardAsync(cancellationToken);
        KillMaybe();
        var outcomes = await inner.PutAsync(entries, cancellationToken);
        KillMaybe();
        return outcomes;
    }

    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        inner.ReadAsync(shard, from, cancellationToken);

    private async Task ReshardAsync(CancellationToken cancellationToken)
    {
        Reshardings++;
        var shards = await inner.ListShardsAsync(cancellationToken);
        var open = shards.Where(shard => shard.IsOpen).OrderBy(shard => shard.HashKeys.Start).ToList();
        var chosen = random.Next(open.Count - 1);
        if (open.Count < MostShards && random.Next(2) == 0)
        {
            var keys = open[chosen].HashKeys;
            await administration.SplitAsync(open[chosen].Id, keys.Start + ((keys.End - keys.Start) / 2), cancellationToken);
        }
        else if (open.Count > 2)
        {
            await administration.MergeAsync(open[chosen].Id, open[chosen + 1].Id, cancellationToken);
        }
    }

    private void KillMaybe()
    {
        if (random.Next(12) != 0)
            return;

        Kills++;
        throw new IOException("The producer is killed.");
    }
}
