using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;

namespace Clickstream.Bench.Working;

/// <summary>A data folder whose stream is full and that no worker has read.</summary>
internal static class FilledStream
{
    /// <summary>Makes it, in a process of its own.</summary>
    public static Task FillAsync(string data, long events) =>
        ChildRun.MeasureAsync(TrafficWork.Stream, data, events.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes everything that a worker has written. It only reads the stream, so that stays as it is.</summary>
    public static void Reset(string data)
    {
        foreach (var folder in Directory.GetDirectories(data).Where(path => Path.GetFileName(path) != "local"))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(Path.Combine(data, "alerts.jsonl"));
        foreach (var file in Directory.GetFiles(Path.Combine(data, "local")))
        {
            if (!Path.GetFileName(file).StartsWith("stream.db", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }
}
