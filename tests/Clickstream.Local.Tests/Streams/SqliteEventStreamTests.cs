using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Local.Tests.Streams;

/// <summary>What depends on time: limits, retention, positions by time.</summary>
public sealed class SqliteEventStreamTests : IDisposable
{
    private static readonly ShardId First = ShardRow.IdOf(0);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2019, 10, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_shard_over_its_records_a_second_throttles_record_by_record()
    {
        using var stream = await OpenAsync(1, new SqliteEventStreamOptions { EnforceLimits = true });
        var put = Enumerable.Range(0, 400).Select(i => StreamReading.Entry($"k{i}", "x")).ToArray();
        var accepted = 0;
        for (var i = 0; i < 3; i++)
        {
            var outcomes = await stream.PutAsync(put, Deadline.Token);
            accepted += outcomes.Count(outcome => outcome is PutOutcome.Accepted);
            var others = outcomes.Where(outcome => outcome is not PutOutcome.Accepted);
            Assert.All(others, outcome => Assert.Equal(new PutOutcome.Throttled(First), outcome));
        }

        Assert.Equal(StreamLimits.RecordsPerSecondPerShard, accepted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(100, (await stream.PutAsync(put, Deadline.Token)).Count(outcome => outcome is PutOutcome.Accepted));
        Assert.Equal(1_100, (await stream.ReadTextsAsync(First, StreamPosition.TrimHorizon, 1_100)).Count);
    }

    [Fact]
    public async Task The_limit_of_bytes_holds_across_processes()
    {
        using var one = await OpenAsync(1, new SqliteEventStreamOptions { EnforceLimits = true });
        using var other = await OpenAsync(1, new SqliteEventStreamOptions { EnforceLimits = true });
        var put = new[] { StreamReading.Entry("k", new string('x', 600_000)) };
        Assert.IsType<PutOutcome.Accepted>((await one.PutAsync(put, Deadline.Token))[0]);
        Assert.IsType<PutOutcome.Throttled>((await other.PutAsync(put, Deadline.Token))[0]);
        Assert.IsType<PutOutcome.Accepted>((await other.PutAsync([StreamReading.Entry("k", "small")], Deadline.Token))[0]);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<PutOutcome.Accepted>((await other.PutAsync(put, Deadline.Token))[0]);
    }

    [Fact]
    public async Task Trimming_removes_what_is_older_than_the_retention_period_and_nothing_else()
    {
        using var stream = await OpenAsync(1);
        await PutAsync(stream, "old", 1_200);
        _time.Advance(TimeSpan.FromHours(1));
        await PutAsync(stream, "new", 5);
        _time.Advance(TimeSpan.FromHours(23.5));
        Assert.Equal(1_200, await stream.TrimAsync(TimeSpan.FromHours(24), Deadline.Token));
        Assert.Equal(0, await stream.TrimAsync(TimeSpan.FromHours(24), Deadline.Token));
        var texts = (await stream.ReadTextsAsync(First, StreamPosition.TrimHorizon, 5)).Select(record => record.Text);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"new{i}"), texts);
    }

    [Fact]
    public async Task Numbers_go_on_after_everything_was_trimmed()
    {
        using var stream = await OpenAsync(1);
        var before = await stream.PutAcceptedAsync(StreamReading.Entry("k", "1"));
        _time.Advance(TimeSpan.FromHours(25));
        await stream.TrimAsync(TimeSpan.FromHours(24), Deadline.Token);
        var after = await stream.PutAcceptedAsync(StreamReading.Entry("k", "2"));
        Assert.True(before[0].SequenceNumber < after[0].SequenceNumber);
        Assert.Equal("2", Assert.Single(await stream.ReadTextsAsync(First, new StreamPosition.After(before[0].SequenceNumber), 1)).Text);
    }

    [Fact]
    public async Task A_closed_shard_is_forgotten_when_its_last_record_is()
    {
        using var stream = await OpenAsync(1);
        await PutAsync(stream, "x", 3);
        await stream.SplitAsync(First, UInt128.MaxValue / 2, Deadline.Token);
        _time.Advance(TimeSpan.FromHours(23));
        await stream.TrimAsync(TimeSpan.FromHours(24), Deadline.Token);
        Assert.Equal(3, (await stream.ListShardsAsync(Deadline.Token)).Count);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(3, await stream.TrimAsync(TimeSpan.FromHours(24), Deadline.Token));
        Assert.Equal([ShardRow.IdOf(1), ShardRow.IdOf(2)], (await stream.ListShardsAsync(Deadline.Token)).Select(shard => shard.Id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.ReadTextsAsync(First, StreamPosition.TrimHorizon, 1));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_disorder_a_shard()
    {
        using var stream = await OpenAsync(1);
        await PutAsync(stream, "before", 2);
        var start = _time.GetUtcNow();
        using var setBack = new SqliteEventStream(_folder.Open(), new FakeTimeProvider(start - TimeSpan.FromHours(1)));
        await setBack.PutAcceptedAsync(StreamReading.Entry("k", "after"));
        Assert.Equal(3, (await stream.ReadTextsAsync(First, new StreamPosition.AtTimestamp(start), 3)).Count);
    }

    [Fact]
    public async Task A_page_that_ends_among_records_of_one_moment_does_not_say_that_all_was_read()
    {
        using var stream = await OpenAsync(1, new SqliteEventStreamOptions { PageBytes = 1 });
        await PutAsync(stream, "x", 3);
        var behind = new List<bool>();
        await foreach (var page in stream.ReadAsync(First, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                Assert.Single(page.Records);
                behind.Add(page.BehindLatest > TimeSpan.Zero);
            }

            if (behind.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([true, true, false], behind);
    }

    [Fact]
    public async Task A_number_of_another_shard_is_refused()
    {
        using var stream = await OpenAsync(2);
        var put = await stream.PutAcceptedAsync(StreamReading.Entry("k", "x", 0));
        await Assert.ThrowsAsync<ArgumentException>(
            () => stream.ReadTextsAsync(ShardRow.IdOf(1), new StreamPosition.After(put[0].SequenceNumber), 1));
    }

    [Fact]
    public async Task A_stream_without_shards_says_so()
    {
        using var stream = new SqliteEventStream(_folder.Open(), _time);
        PutEntry[] put = [StreamReading.Entry("k", "x")];
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => stream.PutAsync(put, Deadline.Token));
        Assert.Contains("Create it", fault.Message, StringComparison.Ordinal);
    }

    private async Task<SqliteEventStream> OpenAsync(int shards, SqliteEventStreamOptions? options = null)
    {
        var stream = new SqliteEventStream(_folder.Open(), _time, options);
        await stream.CreateIfAbsentAsync(shards, Deadline.Token);
        return stream;
    }

    private static async Task PutAsync(SqliteEventStream stream, string prefix, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Select(i => StreamReading.Entry("k", $"{prefix}{i}")).Chunk(500))
        {
            await stream.PutAcceptedAsync(chunk);
        }
    }
}
