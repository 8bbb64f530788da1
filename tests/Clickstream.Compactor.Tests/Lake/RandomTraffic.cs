using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>
/// Seeded inputs over two hours and two shards: many click ids occur again, with the same content, with another, or at another time.
/// </summary>
internal static class RandomTraffic
{
    public const int Shards = 2;

    public static string Shard(int number) => $"shardId-{number:D12}";

    public static List<TestInput> Make(Random random, int count)
    {
        var inputs = new List<TestInput>();
        for (var i = 0; i < count; i++)
        {
            var known = inputs.Count > 0 && random.Next(4) == 0 ? inputs[random.Next(inputs.Count)] : null;
            var input = known is null ? Fresh(random, i) : Again(random, known);
            inputs.Add(input with { Shard = Shard(random.Next(Shards)), Sequence = 100 + (i / 3), Sub = i % 3 });
        }

        return inputs;
    }

    private static TestInput Fresh(Random random, int number)
    {
        var time = TestLake.FirstHour.Start.Microseconds + random.NextInt64(2 * 60 * EventTime.MicrosecondsPerMinute);
        var isPurchase = random.Next(4) == 0;
        return new TestInput(string.Empty, 0, 0, $"click-{number}", time)
        {
            Type = isPurchase ? "purchase" : random.Next(2) == 0 ? "view" : "click",
            User = random.Next(5) == 0 ? null : $"user-{random.Next(8)}",
            Page = random.Next(3) == 0 ? null : $"https://shop.example/p/{random.Next(5)}",
            Country = random.Next(2) == 0 ? "DE" : null,
            Device = random.Next(2) == 0 ? "mobile" : "desktop",
            Order = isPurchase && random.Next(2) == 0 ? $"order-{random.Next(6)}" : null,
            Currency = isPurchase ? (random.Next(2) == 0 ? "EUR" : "USD") : null,
            Quantity = isPurchase && random.Next(2) == 0 ? random.Next(1, 4) : null,
            Price = isPurchase ? random.Next(1, 10_000) / 100m : null,
            Metadata = random.Next(2) == 0 ? null : new Dictionary<string, string> { ["campaign"] = $"c{random.Next(3)}", ["a"] = "ü" },
        };
    }

    private static TestInput Again(Random random, TestInput known) => random.Next(5) switch
    {
        0 => known with { Page = $"https://shop.example/other/{random.Next(5)}" },
        1 => known with { Time = known.Time + random.Next(-1_000_000, 1_000_000) },
        2 => known with { User = random.Next(4) == 0 ? null : $"user-{random.Next(8)}" },
        3 => known with { Price = known.Price is null ? null : random.Next(1, 10_000) / 100m },
        _ => known,
    };
}
