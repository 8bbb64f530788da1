using System.Diagnostics;
using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.Streams;

public sealed class StreamBellTests : IDisposable
{
    private static readonly SqliteEventStreamOptions NeverByTimer = new() { Heartbeat = TimeSpan.FromHours(1) };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_append_of_another_process_wakes_a_reader_without_a_timer()
    {
        using var stream = new SqliteEventStream(_folder.Open(), TimeProvider.System, NeverByTimer);
        await stream.CreateIfAbsentAsync(1, Deadline.Token);
        var reading = ReadAsync(stream, 100);
        await using var child = ChildProcess.Start("append", _folder.Path, "writer", 100);
        await child.EndAsync();
        Assert.Equal(100, await reading);
    }

    [Fact]
    public async Task An_append_wakes_a_reader_within_milliseconds()
    {
        const int rounds = 50;
        var folder = _folder.Open();
        using var reader = new SqliteEventStream(folder, TimeProvider.System, NeverByTimer);
        using var writer = new SqliteEventStream(folder, TimeProvider.System, NeverByTimer);
        await writer.CreateIfAbsentAsync(1, Deadline.Token);
        var waits = new List<TimeSpan>();
        long put = 0;
        await foreach (var page in reader.ReadAsync(ShardRow.IdOf(0), StreamPosition.TrimHorizon, Deadline.Token))
        {
            page.Dispose();
            if (put != 0)
            {
                waits.Add(Stopwatch.GetElapsedTime(put));
            }

            if (waits.Count == rounds)
            {
                break;
            }

            put = Stopwatch.GetTimestamp();
            await writer.PutAsync([StreamReading.Entry("k", "x")], Deadline.Token);
        }

        var median = waits.Order().ElementAt(rounds / 2);
        Assert.True(median < TimeSpan.FromMilliseconds(100), $"The median from put to page was {median.TotalMilliseconds:F1} ms.");
    }

    private static async Task<int> ReadAsync(SqliteEventStream stream, int records)
    {
        var count = 0;
        await foreach (var page in stream.ReadAsync(ShardRow.IdOf(0), StreamPosition.TrimHorizon, Deadline.Token))
        {
            count += page.Records.Count;
            page.Dispose();
            if (count >= records)
            {
                break;
            }
        }

        return count;
    }
}
