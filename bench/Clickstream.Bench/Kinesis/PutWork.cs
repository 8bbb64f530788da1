using System.Globalization;
using System.Text;
using Clickstream.Aws.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Bench.Kinesis;

/// <summary>Our producers: a file of events into a stream.</summary>
internal static class PutWork
{
    /// <summary>As the product does it: aggregated, with the origin of each event.</summary>
    public const string Aggregated = "kinesis-put";

    /// <summary>A record for each event, to stand beside those who do the same.</summary>
    public const string Plain = "kinesis-put-plain";

    public const string Units = "put_payload_units";

    private const int MaxDigits = 20; // Of a number of 64 bits.
    private const int CallsInFlight = 4; // The same as in put.js.

    /// <summary>The beginning of an <see cref="Core.Ledgers.Origin"/>, before the number.</summary>
    private static ReadOnlySpan<byte> OriginPrefix => "bench/traffic/"u8;

    /// <summary>Arguments: endpoint, stream, file of events.</summary>
    public static async Task<Usage> AggregateAsync(string[] args)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        var keys = BenchStream.Keys.Select(Encoding.UTF8.GetBytes).ToArray();
        var origin = new byte[OriginPrefix.Length + MaxDigits];
        OriginPrefix.CopyTo(origin);
        using var stream = BenchStream.Open(args[0], args[1]);
        await using var producer = await StreamProducer.StartAsync(stream, new StreamProducerOptions(), time, default);
        long events = 0, bytes = 0;
        foreach (var line in EventFile.Lines(args[2]))
        {
            _ = events.TryFormat(origin.AsSpan(OriginPrefix.Length), out var digits, default, CultureInfo.InvariantCulture);
            await producer.AddAsync(keys[events % keys.Length], line.Span, origin.AsSpan(0, OriginPrefix.Length + digits), default);
            (events, bytes) = (events + 1, bytes + line.Length);
        }

        await producer.FlushAsync(default);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = events,
            [Figures.Bytes] = bytes,
            [Units] = producer.Tally.PayloadUnits,
        });
    }

    /// <summary>Arguments: endpoint, stream, file of events.</summary>
    public static async Task<Usage> PutPlainAsync(string[] args)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        using var stream = BenchStream.Open(args[0], args[1]);
        var calls = new Queue<Task>(CallsInFlight);
        long events = 0, bytes = 0, units = 0;
        foreach (var batch in EventFile.Lines(args[2]).Chunk(StreamLimits.MaxRecordsPerPut))
        {
            var entries = new PutEntry[batch.Length];
            for (var i = 0; i < batch.Length; i++)
            {
                entries[i] = new PutEntry(BenchStream.Keys[events++ % BenchStream.Keys.Length], batch[i]);
                bytes += batch[i].Length;
                units += PutLimits.PayloadUnitsOf(batch[i].Length);
            }

            if (calls.Count == CallsInFlight)
            {
                await calls.Dequeue();
            }

            calls.Enqueue(PutAsync(stream, entries));
        }

        await Task.WhenAll(calls);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = events,
            [Figures.Bytes] = bytes,
            [Units] = units,
        });
    }

    private static async Task PutAsync(KinesisEventStream stream, PutEntry[] entries)
    {
        var outcomes = await stream.PutAsync(entries, default);
        if (outcomes.FirstOrDefault(outcome => outcome is not PutOutcome.Accepted) is { } refused)
        {
            throw new InvalidOperationException($"A record was refused, and nobody throttles here: {refused}");
        }
    }
}
