using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;
using Clickstream.Producer.Generate;

namespace Clickstream.Bench.Traffic;

/// <summary>Makes synthetic traffic.</summary>
internal static class TrafficWork
{
    public const string Raw = "raw";
    public const string Stream = "stream";

    /// <summary>Shards of a stream, as the command line makes them.</summary>
    public const int Shards = 4;

    /// <summary>The traffic that all benchmarks share: of three hours, with the generator's usual share of trouble.</summary>
    public static GenerateOptions Options(long events) => new() { Events = events, Hours = 3 };

    /// <summary>Into raw files. Arguments: data folder, events.</summary>
    public static async Task<Usage> GenerateRawAsync(string[] args)
    {
        var time = TimeProvider.System;
        var store = new FolderObjectStore(LocalDataFolder.Open(args[0]), time);
        var start = time.GetTimestamp();
        var outcome = await new RawGenerator(Options(Number(args[1])), store, time).RunAsync(null, default);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = outcome.Written,
            [Figures.Bytes] = outcome.Bytes,
            [Figures.Files] = outcome.Files,
        });
    }

    /// <summary>Into the stream. Arguments: data folder, events.</summary>
    public static async Task<Usage> GenerateStreamAsync(string[] args)
    {
        var time = TimeProvider.System;
        var folder = LocalDataFolder.Open(args[0]);
        var store = new FolderObjectStore(folder, time);
        using var sqlite = new SqliteEventStream(folder, time);
        await sqlite.CreateIfAbsentAsync(Shards, default);
        long bytes = 0;
        var stream = new ObservedStream(sqlite)
        {
            Putting = entries => Interlocked.Add(ref bytes, entries.Sum(entry => (long)entry.Data.Length)),
        };
        var start = time.GetTimestamp();
        var generator = new StreamGenerator(Options(Number(args[1])), new StreamGeneratorOptions(), store, stream, time);
        var outcome = await generator.RunAsync(null, default, default);
        return Usage.OfThisProcess(time.GetElapsedTime(start), new Dictionary<string, double>
        {
            [Figures.Events] = outcome!.Written,
            [Figures.Bytes] = bytes,
        });
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
