using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Tests.Streams;

public sealed class StreamProducerTests
{
    private static readonly StreamProducerOptions Quick = new()
    {
        RecordBytes = 2_000,
        Linger = TimeSpan.FromMilliseconds(5),
        FirstRetryLimit = TimeSpan.FromMilliseconds(1),
        MaxRetryLimit = TimeSpan.FromMilliseconds(4),
    };

    private readonly CancellationToken _deadline = DataFolder.Deadline;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(16, 3)]
    public async Task Through_refusals_failures_and_repeats_every_input_arrives_and_a_key_keeps_its_order(int shards, int seed)
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(shards);
        var faulty = new FaultyStream(stream, seed, share: 0.3);
        await using var producer = await StreamProducer.StartAsync(faulty, Quick, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 20_000);
        await producer.FlushAsync(_deadline);

        Assert.True(faulty.Faults > 100);
        await AssertHoldsAsync(stream, 20_000);
    }

    [Fact]
    public async Task A_flush_returns_when_all_before_it_is_durable_and_not_before()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        var gate = new TaskCompletionSource();
        var slow = new FaultyStream(stream, 1, 0) { BeforePut = token => gate.Task.WaitAsync(token) };
        await using var producer = await StreamProducer.StartAsync(slow, Quick, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 100);
        var flush = producer.FlushAsync(_deadline);
        await AddAsync(producer, 100, 200);

        Assert.False(flush.IsCompleted);
        gate.SetResult();
        await flush;
        Assert.True((await StoredInputs.ReadAsync(stream)).Count(input => Number(input) < 100) == 100);
        await producer.FlushAsync(_deadline);
        await AssertHoldsAsync(stream, 200);
    }

    [Fact]
    public async Task Payload_units_are_at_least_thirty_times_fewer_than_without_aggregation()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        var options = new StreamProducerOptions { Linger = TimeSpan.FromMinutes(1) };
        await using var producer = await StreamProducer.StartAsync(stream, options, TimeProvider.System, _deadline);
        var data = new byte[490];
        for (var i = 0; i < 20_000; i++)
        {
            await producer.AddAsync(Encoding.UTF8.GetBytes($"visitor-{i % 3000}"), data, default, _deadline);
        }

        await producer.FlushAsync(_deadline);
        Assert.Equal((20_000, 20_000), (producer.Tally.Inputs, producer.Tally.UnitsAlone));
        Assert.Equal(producer.Tally.Records, producer.RecordsPut);
        Assert.True(producer.Tally.Saving >= 30, $"{producer.Tally}");
    }

    [Fact]
    public async Task An_input_goes_out_without_a_flush_when_it_has_lingered()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        await using var producer = await StreamProducer.StartAsync(stream, Quick, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 1);
        var deadline = _deadline;
        while ((await StoredInputs.ReadAsync(stream)).Count == 0)
        {
            deadline.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task The_caller_waits_while_too_much_is_in_flight()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        var gate = new TaskCompletionSource();
        var slow = new FaultyStream(stream, 1, 0) { BeforePut = token => gate.Task.WaitAsync(token) };
        var options = Quick with { MaxBytesInFlight = 50_000 };
        await using var producer = await StreamProducer.StartAsync(slow, options, TimeProvider.System, _deadline);
        var added = 0;
        var adding = ValueTask.CompletedTask;
        while (adding.IsCompletedSuccessfully)
        {
            adding = Add(producer, added++);
            Assert.True(added < 5_000, "The caller was never made to wait.");
        }

        gate.SetResult();
        await adding;
        await producer.FlushAsync(_deadline);
        await AssertHoldsAsync(stream, added);
    }

    [Fact]
    public async Task A_failing_stream_is_told_to_those_who_wait_and_to_the_next_caller()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        var broken = new FaultyStream(stream, 1, 0) { BeforePut = _ => throw new IOException("The disk is full.") };
        await using var producer = await StreamProducer.StartAsync(broken, Quick, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 1);
        var told = await Assert.ThrowsAsync<StreamPutException>(() => producer.FlushAsync(_deadline));
        Assert.Contains("disk is full", told.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StreamPutException>(async () => await Add(producer, 1));
    }

    [Fact]
    public async Task A_record_that_always_fails_is_given_up_with_its_reason()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        var failing = new FaultyStream(stream, 1, 1);
        var options = Quick with { MaxFailures = 3 };
        await using var producer = await StreamProducer.StartAsync(failing, options, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 1);
        var told = await Assert.ThrowsAsync<StreamPutException>(() => producer.FlushAsync(_deadline));
        Assert.Contains("stored", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_shards_are_split_and_merged_every_input_still_arrives_once()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        var options = Quick with { ShardRefresh = TimeSpan.FromHours(1) }; // So that only what the stream answers tells of a change.
        await using var producer = await StreamProducer.StartAsync(stream, options, TimeProvider.System, _deadline);
        await AddAsync(producer, 0, 5_000);
        var first = (await stream.ListShardsAsync(_deadline))[0];
        await stream.SplitAsync(first.Id, first.HashKeys.End / 2, _deadline);
        await AddAsync(producer, 5_000, 10_000);
        await producer.FlushAsync(_deadline);
        var open = (await stream.ListShardsAsync(_deadline)).Where(shard => shard.IsOpen).OrderBy(shard => shard.HashKeys.Start).ToList();
        await stream.MergeAsync(open[1].Id, open[2].Id, _deadline);
        await AddAsync(producer, 10_000, 15_000);
        await producer.FlushAsync(_deadline);

        var numbers = new List<int>();
        var shards = await stream.ListShardsAsync(_deadline);
        foreach (var shard in shards)
        {
            numbers.AddRange(await ReadAsWorkersDoAsync(stream, shard, shards));
        }

        Assert.Equal(Enumerable.Range(0, 15_000), numbers.Order());
        var last = (await stream.ListShardsAsync(_deadline)).Where(shard => shard.IsOpen).ToList();
        Assert.Equal(2, last.Count);
    }

    [Theory]
    [InlineData(50, 2)] // Keys of both children: put again whole, as one record for each.
    [InlineData(1, 0)] // One key, so the record is all within the child that it landed in: not put again.
    public async Task A_record_whose_shard_is_split_under_way_is_put_again_whole_if_a_part_of_it_belongs_elsewhere(int keys, int recordsMore)
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        var parent = (await stream.ListShardsAsync(_deadline))[0];
        var puts = 0;
        var splitting = new FaultyStream(stream, 1, share: 0)
        {
            BeforePut = async _ =>
            {
                if (puts++ == 0)
                {
                    await stream.SplitAsync(parent.Id, parent.HashKeys.End / 2, _deadline);
                }
            },
        };
        var options = Quick with { RecordBytes = 20_000, Linger = TimeSpan.FromHours(1), ShardRefresh = TimeSpan.FromHours(1) };
        await using var producer = await StreamProducer.StartAsync(splitting, options, TimeProvider.System, _deadline);
        for (var i = 0; i < 100; i++)
        {
            await producer.AddAsync(Encoding.UTF8.GetBytes($"user-{i % keys}"), Encoding.UTF8.GetBytes($"{i}"), Encoding.UTF8.GetBytes($"t/l/{i}"), _deadline);
        }

        await producer.FlushAsync(_deadline);

        Assert.Equal(1 + recordsMore, producer.RecordsPut);
        var numbers = new List<int>();
        var shards = await stream.ListShardsAsync(_deadline);
        foreach (var shard in shards)
        {
            numbers.AddRange(await ReadAsWorkersDoAsync(stream, shard, shards));
        }

        Assert.Equal(Enumerable.Range(0, 100), numbers.Order());
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_at_once()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        await using var producer = await StreamProducer.StartAsync(stream, Quick, TimeProvider.System, _deadline);
        var largest = new byte[StreamProducerOptions.MaxInputBytes];
        var key = new byte[StreamLimits.MaxPartitionKeyLength];
        Array.Fill(key, (byte)'k');
        await producer.AddAsync(key, largest, "p/s/1"u8, _deadline);
        await producer.FlushAsync(_deadline);
        var tooLarge = new byte[largest.Length + 1];
        await Assert.ThrowsAsync<ArgumentException>(async () => await producer.AddAsync("k"u8, tooLarge, "p/s/2"u8, _deadline));
        await Assert.ThrowsAsync<ArgumentException>(async () => await producer.AddAsync(default, "{}"u8, "p/s/3"u8, _deadline));
    }

    private async Task<List<int>> ReadAsWorkersDoAsync(SqliteEventStream stream, Shard shard, IReadOnlyList<Shard> shards)
    {
        // The record that is under way when a shard is split lands whole in one child, and is passed over there if it has parts of the other.
        var scope = ShardScope.Of(shard, shards);
        var found = new List<int>();
        await foreach (var page in stream.ReadAsync(shard.Id, StreamPosition.TrimHorizon, _deadline))
        {
            using (page)
            {
                foreach (var record in page.Records)
                {
                    Assert.True(AggregatedRecordReader.TryOpen(record.Data.Span, out var reader));
                    var isStray = scope.IsStray(record.PartitionKey, record.Data.Span);
                    while (reader.TryRead(out var input))
                    {
                        if (!isStray)
                        {
                            found.Add(int.Parse(Encoding.UTF8.GetString(input.Data), System.Globalization.CultureInfo.InvariantCulture));
                        }
                    }
                }

                if (page.IsShardEnd || page.Records.Count == 0)
                {
                    break;
                }
            }
        }

        return found;
    }

    private static async Task AssertHoldsAsync(IEventStream stream, int count)
    {
        var first = StoredInputs.FirstDeliveries(await StoredInputs.ReadAsync(stream));
        Assert.Equal(Enumerable.Range(0, count), first.Select(Number).Order());
        Assert.All(first.GroupBy(input => input.Key), key => Assert.Equal(key.Select(Number).Order(), key.Select(Number)));
    }

    private async Task AddAsync(StreamProducer producer, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await Add(producer, i);
        }
    }

    private ValueTask Add(StreamProducer producer, int i) => producer.AddAsync(
        Encoding.UTF8.GetBytes($"user-{i * 7919 % 50}"),
        Encoding.UTF8.GetBytes($"{i}"),
        Encoding.UTF8.GetBytes($"test/lines/{i}"),
        _deadline);

    private static int Number(StoredInput input) => int.Parse(input.Data, System.Globalization.CultureInfo.InvariantCulture);
}
