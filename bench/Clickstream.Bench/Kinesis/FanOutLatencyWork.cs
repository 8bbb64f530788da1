using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Clickstream.Aws.Kinesis;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Streams;

namespace Clickstream.Bench.Kinesis;

/// <summary>Small records at a low, steady rate and a subscription to every shard in one process: from before the put to the handler.</summary>
internal static class FanOutLatencyWork
{
    public const string Name = "kinesis-latency";

    public const int RecordsPerSecond = 200;
    public const int Seconds = 15;

    private const int WarmRecords = 3 * RecordsPerSecond; // Compiling, connecting.
    private const int RecordBytes = 500; // About an event; it begins with the time of its put.

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Seconds + 30);

    /// <summary>Arguments: endpoint, stream (empty).</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        using var stream = BenchStream.Open(args[0], args[1], "latency");
        var seen = new ConcurrentBag<(long Put, double Milliseconds)>();
        var shards = await stream.ListShardsAsync(patience.Token);
        var reading = Task.WhenAll(shards.Select(shard => ReadAsync(stream, shard.Id, seen, done)));
        await PutAsync(stream, time, patience.Token);
        await reading;
        patience.Token.ThrowIfCancellationRequested();
        await stream.RemoveConsumerAsync(patience.Token);
        var measured = seen.OrderBy(record => record.Put).Skip(WarmRecords).Select(record => record.Milliseconds);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Latencies(measured).ToFigures());
    }

    private static async Task PutAsync(KinesisEventStream stream, TimeProvider time, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / RecordsPerSecond), time);
        var calls = new List<Task>();
        for (var i = 0; i < RecordsPerSecond * Seconds && await tick.WaitForNextTickAsync(cancellationToken); i++)
        {
            var data = new byte[RecordBytes];
            BinaryPrimitives.WriteInt64LittleEndian(data, time.GetTimestamp());
            calls.Add(stream.PutAsync([new PutEntry(i.ToString(CultureInfo.InvariantCulture), data)], cancellationToken));
        }

        await Task.WhenAll(calls);
    }

    private static async Task ReadAsync(
        KinesisEventStream stream, ShardId shard, ConcurrentBag<(long Put, double Milliseconds)> seen, CancellationTokenSource done)
    {
        var time = TimeProvider.System;
        try
        {
            await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, done.Token))
            {
                using (page)
                {
                    foreach (var record in page.Records)
                    {
                        var put = BinaryPrimitives.ReadInt64LittleEndian(record.Data.Span);
                        seen.Add((put, time.GetElapsedTime(put).TotalMilliseconds));
                    }
                }

                if (seen.Count >= RecordsPerSecond * Seconds)
                {
                    await done.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // All have come, or patience is at its end, which the caller sees.
        }
    }
}
