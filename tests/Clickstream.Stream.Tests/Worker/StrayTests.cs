using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>Records that land in another shard than they were made for.</summary>
public sealed class StrayTests : IAsyncLifetime
{
    private const int Inputs = 2_000;
    private const int Checkpoint = 100;

    private static readonly StreamProducerOptions Quick = new()
    {
        RecordBytes = 4_000,
        Linger = TimeSpan.FromMilliseconds(2),
        ShardRefresh = TimeSpan.FromHours(1), // So that only what the stream answers tells of a change.
    };

    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(3, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task With_shards_split_and_merged_under_way_and_a_producer_that_is_killed_every_input_counts_once(int seed)
    {
        var stream = new ReshardingStream(_rig.Stream, _rig.Stream, new Random(seed));
        var inputs = Enumerable.Range(0, Inputs).Select(_ => _rig.NewInput()).ToList();
        using var stop = new CancellationTokenSource();
        var reading = WorkerRig.RunAsync(_rig.NewWorker(WorkerRig.Options with { UntilIdle = false }), stop.Token);
        for (var put = 0; put < Inputs;)
            put = await PutUntilKilledAsync(stream, inputs, put);
        await stop.CancelAsync();
        await reading;
        await _rig.SettleAsync();

        Assert.True(stream is { Kills: > 3, Reshardings: > 10 }, $"{stream.Kills} kills, {stream.Reshardings} reshardings");
        var ledgers = await _rig.LedgersAsync();
        Assert.True(ledgers.Sum(ledger => ledger.Misplaced) > 0, "No record was a stray, so nothing was tried.");
        Assert.Equal(Inputs, ledgers.Sum(ledger => ledger.Producers.GetValueOrDefault("p")));
        await _rig.AssertExactAsync();
        Assert.Equal(Enumerable.Range(0, Inputs).Select(number => $"p/f/{number}").Order(), (await ReadAsTheKclDoesAsync()).Order());
    }

    /// <summary>The origins of what is left if every record is dropped that has a part outside the range of its shard, whoever put it.</summary>
    private async Task<IReadOnlySet<string>> ReadAsTheKclDoesAsync()
    {
        using var timeout = new CancellationTokenSource(WorkerRig.Patience);
        var left = new HashSet<string>();
        foreach (var shard in await _rig.Stream.ListShardsAsync(timeout.Token))
        {
            await foreach (var page in _rig.Stream.ReadAsync(shard.Id, StreamPosition.TrimHorizon, timeout.Token))
            {
                using (page)
                {
                    foreach (var record in page.Records)
                        left.UnionWith(Unpack(record, shard.HashKeys));
                    if (page.IsShardEnd || page.Records.Count == 0)
                        break;
                }
            }
        }

        return left;
    }

    private static List<string> Unpack(in StreamRecord record, HashKeyRange range)
    {
        var origins = new List<string>();
        var isWhole = true;
        Assert.True(AggregatedRecordReader.TryOpen(record.Data.Span, out var users));
        while (users.TryRead(out var user))
        {
            isWhole &= range.Contains(HashKey.Of(user.PartitionKey));
            origins.Add(Encoding.UTF8.GetString(user.Origin));
        }

        return isWhole ? origins : [];
    }

    /// <summary>Puts inputs from the last checkpoint on.</summary>
    /// <returns>The checkpoint: what is before it is durable.</returns>
    private static async Task<int> PutUntilKilledAsync(ReshardingStream stream, List<(string Key, string Json)> inputs, int from)
    {
        using var timeout = new CancellationTokenSource(WorkerRig.Patience);
        await using var producer = await StreamProducer.StartAsync(stream, Quick, TimeProvider.System, timeout.Token);
        try
        {
            for (var next = from; next < inputs.Count;)
            {
                await producer.AddAsync(
                    Encoding.UTF8.GetBytes(inputs[next].Key), Encoding.UTF8.GetBytes(inputs[next].Json), Encoding.UTF8.GetBytes($"p/f/{next}"), timeout.Token);
                if (++next % Checkpoint == 0 || next == inputs.Count)
                {
                    await producer.FlushAsync(timeout.Token);
                    from = next;
                }
            }
        }
        catch (StreamPutException)
        {
            // Killed; the next producer goes on from the checkpoint.
        }

        return from;
    }
}
