using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Producer.Generate;

namespace Clickstream.Producer.Tests.Generate;

public sealed class LateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(64)]
    public async Task The_late_events_are_late_in_any_number_of_shards_and_no_others_are(int shards)
    {
        using var folder = new DataFolder();
        var calm = new GenerateOptions { Events = 40_000, Hours = 3, Seed = 11 };
        var options = calm with { LateShare = 0.03, DuplicateShare = 0.02, ClockSkewShare = 0.2 };
        var outcome = await new RawGenerator(options, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var recount = await Recount.OfAsync(folder.Objects, await folder.RawAsync());

        var ranges = HashKeyRange.All.Divide(shards);
        var newest = new long[shards];
        var seen = new HashSet<string>();
        var late = 0;
        foreach (var input in InReplayOrder(recount).Where(input => input.Time is not null))
        {
            var hash = HashKey.Of(input.User);
            var shard = ranges.ToList().FindIndex(range => range.Contains(hash));
            var watermark = newest[shard] - (60 * 1_000_000L);
            late += seen.Add(input.Id) && input.Time!.Value.Minute.End.Microseconds <= watermark ? 1 : 0;
            newest[shard] = Math.Max(newest[shard], input.Time!.Value.Microseconds);
        }

        Assert.Equal(outcome.Oracle.Late, late);
        Assert.InRange(late, 1_000, 1_400);
        Assert.Contains(recount.Files.SelectMany(file => file), input => input.Time is { } time && time.Hour < input.Folder);
    }

    /// <summary>Hour by hour, always the file whose next input is the oldest; bad inputs go with the one before them.</summary>
    private static IEnumerable<CountedInput> InReplayOrder(Recount recount)
    {
        foreach (var hour in recount.Files.GroupBy(file => file[0].Folder).OrderBy(hour => hour.Key))
        {
            var files = hour.ToArray();
            var next = new int[files.Length];
            var last = new EventTime[files.Length];
            while (true)
            {
                var best = Enumerable.Range(0, files.Length).Where(i => next[i] < files[i].Count)
                    .OrderBy(i => files[i][next[i]].Time ?? last[i]).Select(i => (int?)i).FirstOrDefault();
                if (best is not { } chosen)
                {
                    break;
                }

                var input = files[chosen][next[chosen]++];
                last[chosen] = input.Time ?? last[chosen];
                yield return input;
            }
        }
    }
}
