using System.Globalization;
using Clickstream.Bench.Measuring;

namespace Clickstream.Bench.Traffic;

/// <summary>The limit of writing raw files: the same number of bytes and files, and nothing else.</summary>
internal static class BareFiles
{
    public const string Name = "files";

    private const int BlockBytes = 256 * 1024;

    /// <summary>Arguments: folder, bytes, files.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        Directory.CreateDirectory(args[0]);
        var total = long.Parse(args[1], CultureInfo.InvariantCulture);
        var files = int.Parse(args[2], CultureInfo.InvariantCulture);
        var block = new byte[BlockBytes];
        new Random(1).NextBytes(block);
        var start = TimeProvider.System.GetTimestamp();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForAsync(0, files, parallel, async (file, cancellationToken) =>
        {
            var path = Path.Combine(args[0], $"{file}.json");
            await using var content = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            for (var left = total / files; left > 0; left -= block.Length)
            {
                await content.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), cancellationToken);
            }
        });
        return Usage.OfThisProcess(TimeProvider.System.GetElapsedTime(start), new Dictionary<string, double> { [Figures.Bytes] = total });
    }
}
