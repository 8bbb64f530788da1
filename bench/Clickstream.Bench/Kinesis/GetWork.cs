using System.Globalization;
using Clickstream.Aws.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Bench.Kinesis;

/// <summary>Our consumers: all of a stream, its shards side by side, every user record looked at and counted.</summary>
internal static class GetWork
{
    public const string Polling = "kinesis-poll";
    public const string FanOut = "kinesis-fan-out";

    /// <summary>By GetRecords. Arguments: endpoint, stream, events in it.</summary>
    public static Task<Usage> PollAsync(string[] args) => RunAsync(args, null);

    /// <summary>By SubscribeToShard. Arguments: endpoint, stream, events in it.</summary>
    public static Task<Usage> FanOutAsync(string[] args) => RunAsync(args, $"bench-{Environment.ProcessId}");

    private static async Task<Usage> RunAsync(string[] args, string? consumer)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        using var stream = BenchStream.Open(args[0], args[1], consumer);
        using var count = new Count(long.Parse(args[2], CultureInfo.InvariantCulture));
        var shards = await stream.ListShardsAsync(default);
        await Task.WhenAll(shards.Select(shard => Task.Run(() => ReadAsync(stream, shard.Id, count))));
        var wall = time.GetElapsedTime(start);
        await stream.RemoveConsumerAsync(default);
        return Usage.OfThisProcess(wall, new Dictionary<string, double> { [Figures.Events] = count.Events, [Figures.Bytes] = count.Bytes });
    }

    private static async Task ReadAsync(KinesisEventStream stream, ShardId shard, Count count)
    {
        var digests = new AggregateDigests();
        try
        {
            await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, count.Reached))
            {
                using (page)
                {
                    digests.Begin(page.Records);
                    var (events, bytes) = (0L, 0L);
                    for (var i = 0; i < page.Records.Count; i++)
                    {
                        Look(page.Records[i], digests.IsIntact(i), ref events, ref bytes);
                    }

                    await count.AddAsync(events, bytes);
                }
            }
        }
        catch (OperationCanceledException) when (count.Reached.IsCancellationRequested)
        {
            // All is read, here or in another shard.
        }
    }

    private static void Look(in StreamRecord record, bool isIntact, ref long events, ref long bytes)
    {
        if (!AggregatedRecordReader.TryOpen(record.Data.Span, isIntact, out var users))
        {
            events++;
            bytes += record.Data.Length;
            return;
        }

        while (users.TryRead(out var user))
        {
            events++;
            bytes += user.Data.Length;
        }
    }

    /// <summary>What all shards gave.</summary>
    private sealed class Count(long expected) : IDisposable
    {
        private readonly CancellationTokenSource _reached = new();
        private long _events;
        private long _bytes;

        public long Events => Interlocked.Read(ref _events);

        public long Bytes => Interlocked.Read(ref _bytes);

        public CancellationToken Reached => _reached.Token;

        public void Dispose() => _reached.Dispose();

        public Task AddAsync(long events, long bytes)
        {
            Interlocked.Add(ref _bytes, bytes);
            return Interlocked.Add(ref _events, events) >= expected ? _reached.CancelAsync() : Task.CompletedTask;
        }
    }
}
