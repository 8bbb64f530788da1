using Clickstream.Core.Streams;

namespace Clickstream.Producer.Tests.Streams;

/// <summary>A stream that refuses, fails, and stores although it says that it failed, as seeded.</summary>
internal sealed class FaultyStream(IEventStream inner, int seed, double share) : IEventStream
{
    private readonly Random _random = new(seed);

    public int Faults { get; private set; }

    /// <summary>Called before each put.</summary>
    public Func<CancellationToken, Task>? BeforePut { get; init; }

    public Task<IReadOnlyList<Shard>> ListShardsAsync(CancellationToken cancellationToken) => inner.ListShardsAsync(cancellationToken);

    public async Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        if (BeforePut is not null)
        {
            await BeforePut(cancellationToken);
        }

        var shards = await inner.ListShardsAsync(cancellationToken);
        var outcomes = new PutOutcome?[entries.Count];
        var stored = new List<int>();
        for (var i = 0; i < entries.Count; i++)
        {
            var shard = shards.First(shard => shard.IsOpen && shard.HashKeys.Contains(entries[i].ExplicitHashKey!.Value)).Id;
            var fault = _random.NextDouble() >= share ? 0 : 1 + _random.Next(3);
            Faults += fault > 0 ? 1 : 0;
            outcomes[i] = fault switch
            {
                1 => new PutOutcome.Throttled(shard),
                2 => new PutOutcome.Failed("not stored"),
                3 => new PutOutcome.Failed("stored all the same"),
                _ => null,
            };
            if (fault is 0 or 3)
            {
                stored.Add(i);
            }
        }

        var real = await inner.PutAsync(stored.Select(i => entries[i]).ToList(), cancellationToken);
        for (var i = 0; i < stored.Count; i++)
        {
            outcomes[stored[i]] ??= real[i];
        }

        return outcomes!;
    }

    public IAsyncEnumerable<RecordPage> ReadAsync(ShardId shard, StreamPosition from, CancellationToken cancellationToken) =>
        inner.ReadAsync(shard, from, cancellationToken);
}
