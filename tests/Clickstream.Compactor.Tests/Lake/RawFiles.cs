using System.Globalization;
using System.Text;
using Clickstream.Compactor.Backfill;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>Puts inputs into raw files, in all the forms that are read.</summary>
internal static class RawFiles
{
    public static CompactOptions From(TestLake lake) => new() { Parallelism = 2, Raw = new RawSource(lake.Store, LakeLayout.Raw), RawChunkBytes = 700 };

    /// <summary>Spreads inputs over files of random forms; a part of them goes to the folder of the hour before or behind.</summary>
    /// <returns>How many damaged lines were put between them.</returns>
    public static int Put(TestLake lake, Random random, IReadOnlyList<TestInput> inputs, int files)
    {
        var damaged = 0;
        foreach (var file in inputs.GroupBy(input => (Folder: Folder(random, input), File: random.Next(files))))
        {
            var lines = file.Select(input => Encoding.UTF8.GetString(input.ToJson())).ToList();
            var isLines = random.Next(2) == 0;
            for (var i = random.Next(3); isLines && i > 0; i--)
            {
                lines.Insert(random.Next(lines.Count), i == 1 ? "{\"event\":\"view\"}" : "{\"event\":\"view\",");
                damaged++;
            }

            var text = isLines ? string.Join(random.Next(2) == 0 ? "\n" : "\r\n", lines) + "\n"
                : random.Next(2) == 0 ? $"[{string.Join(",\n", lines)}]"
                : string.Concat(lines);
            var isCompressed = random.Next(3) == 0;
            var folder = random.Next(2) == 0 ? file.Key.Folder.Path : file.Key.Folder.Partition;
            var key = string.Create(CultureInfo.InvariantCulture, $"{LakeLayout.Raw}{folder}/part-{file.Key.File}.json{(isCompressed ? ".gz" : string.Empty)}");
            lake.Store[key] = isCompressed ? TestLake.Compress(Encoding.UTF8.GetBytes(text)) : Encoding.UTF8.GetBytes(text);
        }

        return damaged;
    }

    private static Hour Folder(Random random, TestInput input) => new(input.Hour.Number + (random.Next(8) == 0 ? random.Next(-1, 2) : 0));
}
