using System.Globalization;
using Clickstream.Producer.Generate;
using CsCheck;

namespace Clickstream.Producer.Tests.Generate;

public sealed class OracleTests
{
    [Fact]
    public async Task The_oracle_equals_a_plain_recount_of_the_files()
    {
        using var folder = new DataFolder();
        var options = new GenerateOptions { Events = 60_000, Hours = 26, Seed = 7 };
        var outcome = await new RawGenerator(options, folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);

        var oracle = outcome.Oracle;
        AssertEqual(await Recount.OfAsync(folder.Objects, await folder.RawAsync()), oracle);
        Assert.Equal(60_000, oracle.Read);
        Assert.InRange(oracle.Late, 500, 700);
        Assert.InRange(oracle.Duplicates, 200, 400);
        Assert.InRange(oracle.Quarantined, 60, 180);
        Assert.InRange(oracle.Orders, 300, 1_500);
        Assert.InRange(oracle.Users, 1_500, 3_000);
        Assert.True(oracle.SignedInUsers < oracle.Users);
        Assert.InRange((double)outcome.Bytes / outcome.Written, 470, 510);
        Assert.Equal(26 * 4, outcome.Files);
    }

    [Fact]
    public void The_oracle_equals_a_recount_whatever_the_options()
    {
        var shares = Gen.Double[0, GenerateOptions.MaxShare];
        var options = Gen.Select(Gen.Long[1, 3_000], Gen.Int[1, 4], Gen.Long, Gen.Int[1, 5], shares, shares, shares)
            .Select((events, hours, seed, lanes, late, copies, bad) => new GenerateOptions
            {
                Events = events,
                Hours = hours,
                Seed = seed,
                Lanes = lanes,
                LateShare = late,
                DuplicateShare = copies,
                MalformedShare = bad,
                BotShare = bad,
                ClockSkewShare = late,
                AnonymousShare = copies,
                Products = 10,
                Gzip = seed % 2 == 0,
                Start = new DateTimeOffset(2026, 3, 1, (int)(events % 24), 0, 0, TimeSpan.Zero),
            });
        options.Sample(
            chosen =>
            {
                using var folder = new DataFolder();
                var generator = new RawGenerator(chosen, folder.Objects, TimeProvider.System);
                var oracle = generator.RunAsync(null, DataFolder.Deadline).GetAwaiter().GetResult().Oracle;
                Assert.Equal(chosen.Events, oracle.Read);
                AssertEqual(Recount.OfAsync(folder.Objects, folder.RawAsync().GetAwaiter().GetResult()).GetAwaiter().GetResult(), oracle);
            },
            iter: 40,
            threads: 1);
    }

    private static void AssertEqual(Recount recount, Oracle oracle)
    {
        Assert.Equal(recount.Read, oracle.Read);
        Assert.Equal(recount.Ids.Count, oracle.Accepted);
        Assert.Equal(recount.Duplicates, oracle.Duplicates);
        Assert.Equal(Sorted(recount.Rejected), Sorted(oracle.QuarantinedByReason));
        Assert.Equal(recount.Rejected.Values.Sum(), oracle.Quarantined);
        Assert.Equal(oracle.Read, oracle.Accepted + oracle.Duplicates + oracle.Quarantined);
        Assert.Equal(recount.Orders.Count, oracle.Orders);
        Assert.Equal(recount.Orders.Count, oracle.Alerts);
        Assert.Equal(recount.Revenue, oracle.Revenue);
        Assert.Equal(recount.Users.Count, oracle.Users);
        Assert.Equal(recount.UserIds.Count, oracle.SignedInUsers);
        Assert.Equal(recount.Sessions.Count, oracle.Sessions);
        Assert.Equal(recount.Minutes.Count, oracle.EngagementMinutes);
        Assert.Equal(recount.Ids.Count, oracle.ParquetRows);
        Assert.Equal(Sorted(recount.WrittenByHour), Sorted(ByHour(oracle, hour => hour.Written)));
        Assert.Equal(Sorted(recount.AcceptedByHour), Sorted(ByHour(oracle, hour => hour.Accepted)));
        Assert.Equal(Sorted(recount.Minutes).Select(minute => $"{minute.Key} {minute.Value.Describe()}"), oracle.Minutes.Select(Describe));
    }

    private static Dictionary<string, long> ByHour(Oracle oracle, Func<OracleHour, long> count) =>
        oracle.Hours.Where(hour => count(hour.Value) > 0).ToDictionary(hour => hour.Key, hour => count(hour.Value));

    private static IOrderedEnumerable<KeyValuePair<string, T>> Sorted<T>(IEnumerable<KeyValuePair<string, T>> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static string Describe(OracleMinute minute)
    {
        var types = minute.ByType.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        var money = string.Create(CultureInfo.InvariantCulture, $"orders={minute.Orders} revenue={minute.Revenue:F2}");
        return $"{minute.Minute} {string.Join(',', types)} {money} users={minute.Users} sessions={minute.Sessions}";
    }
}
