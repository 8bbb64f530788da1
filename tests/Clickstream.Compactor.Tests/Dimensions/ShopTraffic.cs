using System.Globalization;
using Clickstream.Compactor.Tests.Lake;

namespace Clickstream.Compactor.Tests.Dimensions;

/// <summary>Seeded inputs of few users over several days: their attributes change, also at one instant, and orders have several items.</summary>
internal static class ShopTraffic
{
    private const long Hour = 3_600_000_000;
    private static readonly string[] Countries = ["DE", "FR", "US"];
    private static readonly string[] Devices = ["desktop", "mobile", "tablet"];

    public static List<TestInput> Make(Random random, int count)
    {
        var inputs = new List<TestInput>();
        for (var i = 0; i < count; i++)
        {
            // Few instants, so that events of a user meet; two months and two years, so that there are sums of every kind.
            int[] hours = [0, 1, 5, 24, 25, 30, 49, 24 * 40, (24 * 40) + 1, 24 * 41, 24 * 400];
            var time = TestLake.FirstHour.Start.Microseconds + (hours[random.Next(hours.Length)] * Hour) + (random.Next(6) * 1_000_000L);
            inputs.Add(random.Next(12) == 0 && inputs.Count > 0 ? inputs[random.Next(inputs.Count)] : Fresh(random, i, time));
            inputs[^1] = inputs[^1] with { Shard = RandomTraffic.Shard(random.Next(RandomTraffic.Shards)), Sequence = 100 + i };
        }

        return inputs;
    }

    private static TestInput Fresh(Random random, int number, long time)
    {
        var isPurchase = random.Next(3) == 0;
        var metadata = new Dictionary<string, string>();
        if (random.Next(4) == 0)
        {
            metadata["signup_date"] = $"2024-01-0{random.Next(1, 4)}";
        }

        if (random.Next(2) == 0)
        {
            metadata["category"] = $"c{random.Next(3)}";
        }

        return new TestInput(string.Empty, 0, 0, $"click-{number}", time)
        {
            Type = isPurchase ? "purchase" : "view",
            User = random.Next(6) == 0 ? null : $"user-{random.Next(5)}",
            Anonymous = $"a{random.Next(3)}",
            Country = random.Next(3) == 0 ? null : Countries[random.Next(3)],
            Device = random.Next(4) == 0 ? null : Devices[random.Next(3)],
            Product = random.Next(5) == 0 ? null : $"p{random.Next(4)}",
            Order = isPurchase && random.Next(2) == 0 ? $"order-{random.Next(6)}" : null,
            Currency = isPurchase ? "EUR" : null,
            Quantity = isPurchase && random.Next(2) == 0 ? random.Next(1, 4) : null,
            Price = random.Next(3) == 0 ? null : random.Next(1, 10_000) / 100m,
            Items = isPurchase && random.Next(2) == 0 ? Items(random) : null,
            Metadata = metadata,
        };
    }

    private static string Items(Random random) => "[" + string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => string.Create(
        CultureInfo.InvariantCulture, $$"""{"product_id":"p{{random.Next(4)}}","quantity":{{random.Next(1, 4)}},"price":{{random.Next(1, 1000) / 100m}}}"""))) + "]";
}
