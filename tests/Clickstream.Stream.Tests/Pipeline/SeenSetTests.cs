using Clickstream.Core.Hashing;
using Clickstream.Stream.Pipeline;
using CsCheck;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class SeenSetTests
{
    private static readonly PipelineOptions Small = new()
    {
        SeenGenerationSize = 16,
        MinSeenInputs = 64,
        MaxSeenInputs = 256,
        DuplicateHorizon = TimeSpan.FromSeconds(100),
    };

    [Fact]
    public void An_input_is_remembered_for_the_horizon_and_then_forgotten()
    {
        var seen = new SeenSet(Small);
        Assert.Equal(Sighting.First, seen.See(Print(1), 1, Seconds(0)));
        Fill(seen, 200, atSeconds: 50);
        Assert.Equal(Sighting.Duplicate, seen.See(Print(1), 2, Seconds(50)));
        Fill(seen, 32, atSeconds: 60);
        Fill(seen, 100, atSeconds: 161);
        Assert.Equal(Sighting.First, seen.See(Print(1), 1, Seconds(161)));
    }

    [Fact]
    public void The_last_inputs_are_remembered_however_old_they_are()
    {
        var seen = new SeenSet(Small);
        Assert.Equal(Sighting.First, seen.See(Print(1), 1, Seconds(0)));
        Fill(seen, 63, atSeconds: 1_000_000);
        Assert.Equal(Sighting.Redelivered, seen.See(Print(1), 1, Seconds(1_000_000)));
    }

    [Fact]
    public void More_than_the_maximum_is_not_remembered_within_the_horizon_either()
    {
        var seen = new SeenSet(Small);
        seen.See(Print(1), 1, Seconds(0));
        Fill(seen, 300, atSeconds: 0);
        Assert.Equal(Sighting.First, seen.See(Print(1), 1, Seconds(0)));
        Assert.InRange(seen.Closed.Sum(generation => generation.Count), 200, 256);
    }

    [Fact]
    public void A_duplicate_that_is_put_again_is_redelivered_even_if_the_first_input_is_long_ago()
    {
        var seen = new SeenSet(Small);
        seen.See(Print(1), 1, Seconds(0));
        Fill(seen, 150, atSeconds: 10);
        Assert.Equal(Sighting.Duplicate, seen.See(Print(1), 2, Seconds(10)));
        Fill(seen, 130, atSeconds: 10);
        Assert.Equal(Sighting.Redelivered, seen.See(Print(1), 2, Seconds(10)));
        Assert.Equal(Sighting.Redelivered, seen.See(Print(1), 1, Seconds(10)));
    }

    [Fact]
    public void It_agrees_with_a_plain_list_of_what_was_seen() => Gen.Select(Gen.ULong[0, 60], Gen.UInt[0, 3]).Array[0, 600].Sample(
        inputs =>
        {
            var options = Small with { MinSeenInputs = 100_000, MaxSeenInputs = 100_000 };
            var seen = new SeenSet(options);
            var known = new Dictionary<ulong, HashSet<uint>>();
            foreach (var (thing, origin) in inputs)
            {
                var expected = !known.TryGetValue(thing, out var origins) ? Sighting.First
                    : origin != 0 && origins.Contains(origin) ? Sighting.Redelivered
                    : Sighting.Duplicate;
                (origins ?? (known[thing] = [])).Add(origin);
                Assert.Equal(expected, seen.See(Print(thing), origin, 0));
            }
        },
        iter: 200);

    [Fact]
    public void One_that_is_restored_goes_on_as_the_original_would() =>
        Gen.Select(Gen.ULong[0, 400], Gen.UInt[0, 3], Gen.Int[0, 3]).Array[1, 1_500].Sample(
            inputs =>
            {
                var original = new SeenSet(Small);
                var restored = new SeenSet(Small);
                var watermark = 0L;
                foreach (var (thing, origin, step) in inputs)
                {
                    watermark += Seconds(step);
                    Assert.Equal(original.See(Print(thing), origin, watermark), restored.See(Print(thing), origin, watermark));
                    if (step == 0)
                    {
                        restored = Copy(restored);
                    }
                }

                Assert.Equal(original.Closed.Select(g => (g.Number, g.Count, g.ClosedAt)), restored.Closed.Select(g => (g.Number, g.Count, g.ClosedAt)));
            },
            iter: 50);

    private static SeenSet Copy(SeenSet seen)
    {
        var copy = new SeenSet(Small);
        copy.Restore([.. seen.Closed], seen.Open.Number, seen.Open.Entries.AsSpan(0, seen.Open.Count));
        return copy;
    }

    private static ulong Print(ulong thing) => Murmur3.Mix64(thing + 1);

    private static void Fill(SeenSet seen, int inputs, int atSeconds)
    {
        for (var i = 0; i < inputs; i++)
        {
            seen.See(Murmur3.Mix64((ulong)(1_000_000 + (atSeconds * 1_000L) + i + (seen.Open.Number * 100_000_000L))), 9, Seconds(atSeconds));
        }
    }

    private static long Seconds(long seconds) => seconds * 1_000_000;
}
