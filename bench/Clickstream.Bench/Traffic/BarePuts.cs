using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Streams;
using Clickstream.Local.Folder;
using Clickstream.Local.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Bench.Traffic;

/// <summary>The limit of filling the stream: puts of ready records of the producer's size, one for each shard in a put.</summary>
internal static class BarePuts
{
    public const string Name = "puts";

    private static readonly int RecordBytes = new StreamProducerOptions().RecordBytes;

    /// <summary>Arguments: data folder, bytes.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var total = long.Parse(args[1], CultureInfo.InvariantCulture);
        using var stream = new SqliteEventStream(LocalDataFolder.Open(args[0]), TimeProvider.System);
        await stream.CreateIfAbsentAsync(TrafficWork.Shards, default);
        var shards = await stream.ListShardsAsync(default);
        var record = new byte[RecordBytes];
        new Random(1).NextBytes(record);
        PutEntry[] entries = [.. shards.Select(shard => new PutEntry("bench", record, shard.HashKeys.Start))];
        var start = TimeProvider.System.GetTimestamp();
        for (var left = total; left > 0; left -= (long)entries.Length * RecordBytes)
        {
            await stream.PutAsync(entries, default);
        }

        return Usage.OfThisProcess(TimeProvider.System.GetElapsedTime(start), new Dictionary<string, double> { [Figures.Bytes] = total });
    }
}
