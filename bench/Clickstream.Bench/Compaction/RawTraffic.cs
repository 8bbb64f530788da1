using System.Buffers;
using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;

namespace Clickstream.Bench.Compaction;

/// <summary>
/// Raw files of the traffic that all benchmarks share, plain, with the canonical names of the columns and without the lines that are no event: so
/// that any engine can read them with one list of columns.
/// </summary>
internal static class RawTraffic
{
    public const string Name = "canonical";

    private const int BlockBytes = 1 << 20;

    /// <summary>Arguments: data folder, events.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var start = TimeProvider.System.GetTimestamp();
        await TrafficWork.GenerateRawAsync(args);
        foreach (var folder in Directory.GetDirectories(args[0]).Where(folder => !folder.EndsWith("/raw", StringComparison.Ordinal)))
        {
            Directory.Delete(folder, recursive: true); // What the generator knows of its traffic.
        }

        var files = Directory.GetFiles(Path.Combine(args[0], LakeLayout.Raw), "*.json", SearchOption.AllDirectories);
        long rows = 0;
        await Parallel.ForEachAsync(files, async (file, token) => Interlocked.Add(ref rows, await RewriteAsync(file, token)));
        return Usage.OfThisProcess(TimeProvider.System.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = rows,
            [Figures.Bytes] = files.Sum(file => new FileInfo(file).Length),
        });
    }

    /// <summary>What starts it in a process of its own.</summary>
    public static Task<Usage> MakeAsync(string data, long events) =>
        ChildRun.MeasureAsync(Name, data, events.ToString(CultureInfo.InvariantCulture));

    private static async Task<long> RewriteAsync(string file, CancellationToken cancellationToken)
    {
        var (decoder, batch, writer, block) = (new EventDecoder(DecoderOptions.Default), new EventBatch(), new EventLineWriter(), new ArrayBufferWriter<byte>());
        var (temporary, rows) = (file + ".new", 0L);
        await using (var reader = InputReader.Open(File.OpenRead(file), DecoderOptions.Default))
        await using (var output = File.Create(temporary))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                batch.Clear();
                if (reader.Problem == RejectionReason.None && decoder.Decode(reader.Item.Span, batch) == RejectionReason.None)
                {
                    writer.Write(batch, in batch.Rows[0], null, block);
                    rows++;
                }

                if (block.WrittenCount > BlockBytes)
                {
                    await output.WriteAsync(block.WrittenMemory, cancellationToken);
                    block.ResetWrittenCount();
                }
            }

            await output.WriteAsync(block.WrittenMemory, cancellationToken);
        }

        File.Move(temporary, file, overwrite: true);
        return rows;
    }
}
