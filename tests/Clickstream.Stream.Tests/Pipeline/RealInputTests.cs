using System.IO.Compression;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class RealInputTests
{
    [SharedDataFact]
    public void The_real_input_gives_the_counts_that_are_known_of_it()
    {
        var folder = Path.Combine(SharedDataFactAttribute.Folder!, "rees46", "raw", "clickstream");
        var lines = Directory.GetFiles(folder, "*.json.gz", SearchOption.AllDirectories).Order().SelectMany(Lines);
        using var run = new ShardRun();
        var sequence = 0;
        foreach (var chunk in lines.Chunk(100))
        {
            run.Process(Aggregate(++sequence, chunk, arrival: 1e6));
            if (sequence % 20 == 0)
            {
                run.Flush();
            }
        }

        run.Pipeline.CloseAll();
        run.Flush();
        var counters = run.Pipeline.Counters;
        Assert.Equal((17_435, 17_435, 0), (counters.Inputs.Read, counters.Inputs.Landed, counters.Inputs.Quarantined));
        Assert.Equal((5, 214), (counters.Inputs.Duplicates, counters.Orders));
        Assert.Equal(59_442.63m, counters.Revenue.Values.Sum());
        Assert.Equal(214, run.Alerts.DistinctBy(alert => alert.Id).Count());
        Assert.Equal(17_430, run.Store.Engagement().Merged().Sum(minute => minute.Events));
        Assert.Equal(59_442.63m, run.Store.Engagement().Merged().Sum(minute => minute.Revenue.Values.Sum()));
        Assert.Equal(17_435, run.Store.Landed().Count);
    }

    private static IEnumerable<TestInput> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        for (var line = 0; reader.ReadLine() is { } text; line++)
        {
            yield return new TestInput(text, $"replay/{Path.GetFileName(Path.GetDirectoryName(file))}-{Path.GetFileName(file)}/{line}");
        }
    }
}
