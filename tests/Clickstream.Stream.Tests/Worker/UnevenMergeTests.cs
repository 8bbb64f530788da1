using System.Text;
using Clickstream.Producer.Streams;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>Two shards are merged while what one of them should take is far behind the other.</summary>
public sealed class UnevenMergeTests : IAsyncLifetime
{
    private const int Inputs = 2_000; // Seconds of event time, all within a moment.
    private const int MergeAfter = 40; // Records of the shard that is ahead; about 20 minutes of event time.

    private static readonly StreamProducerOptions Quick = new()
    {
        RecordBytes = 2_000,
        Linger = TimeSpan.FromMilliseconds(2),
        FirstRetryLimit = TimeSpan.FromMilliseconds(1),
        MaxRetryLimit = TimeSpan.FromMilliseconds(5),
        ShardRefresh = TimeSpan.FromHours(1), // So that only what the stream answers tells of the merge.
    };

    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(2, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Only_what_its_visitor_sent_late_is_late()
    {
        using var timeout = new CancellationTokenSource(WorkerRig.Patience);
        var shards = await _rig.Stream.ListShardsAsync(timeout.Token);
        var stream = new LaggingStream(_rig.Stream, _rig.Stream, shards[0], shards[1], MergeAfter);
        await using (var producer = await StreamProducer.StartAsync(stream, Quick, TimeProvider.System, timeout.Token))
        {
            for (var number = 0; number < Inputs; number++)
            {
                var (key, json) = _rig.NewInput();
                if (number == Inputs - 1)
                    json = json.Replace("2026-03-01T10:33:19Z", "2026-03-01T10:20:00Z", StringComparison.Ordinal);
                await producer.AddAsync(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes($"p/f/{number}"), timeout.Token);
            }

            await producer.FlushAsync(timeout.Token);
        }

        await _rig.SettleAsync();

        Assert.Equal(1, stream.UnderWay);
        await _rig.AssertExactAsync();
        Assert.Equal(1, (await _rig.LedgersAsync()).Sum(ledger => ledger.Hours.Values.Sum(hour => hour.Late)));
    }
}
