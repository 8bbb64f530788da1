using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Time;

namespace Clickstream.Contracts;

/// <summary>What every memory of purchases does, and that with it alerts depend on what was bought only.</summary>
public abstract class PurchaseMemoryContract
{
    private static readonly AlertRule Rule = new() { Name = "busy", When = RuleTrigger.SeveralPurchases, Window = new PurchaseWindow(3, TimeSpan.FromMinutes(10)) };

    /// <summary>Rounds of the property test; few where each call takes long.</summary>
    protected abstract int Rounds { get; }

    /// <summary>Makes an empty memory.</summary>
    protected abstract Task<IPurchaseMemory> CreateAsync();

    [Fact]
    public async Task A_purchase_is_kept_once_under_its_key_and_is_read_with_those_of_other_keys()
    {
        var memory = await CreateAsync();
        var (one, two) = (RememberedPurchase.Of(new EventTime(1), "a"), RememberedPurchase.Of(new EventTime(2), "b"));
        Assert.Equal([one], await memory.AddAsync("k1", one, ["k2"], Deadline.Token));
        Assert.Equal([one], await memory.AddAsync("k1", one, ["k2"], Deadline.Token));
        Assert.Equal([two], await memory.AddAsync("k2", two, [], Deadline.Token));
        Assert.Equal([one, two], (await memory.AddAsync("k2", two, ["k1", "k3"], Deadline.Token)).OrderBy(purchase => purchase.Time));
    }

    [Fact]
    public async Task Of_several_that_add_at_once_the_last_one_sees_all()
    {
        var memory = await CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            string[] keys = [$"{round}-1", $"{round}-2", $"{round}-3"];
            var seen = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
                memory.AddAsync(keys[i % 3], RememberedPurchase.Of(new EventTime(i), "x"), [.. keys.Where(key => key != keys[i % 3])], Deadline.Token))));
            Assert.Contains(seen, purchases => purchases.Distinct().Count() == 6);
        }
    }

    [Fact]
    public async Task A_key_that_is_full_takes_no_more_and_is_read_as_it_is()
    {
        var memory = await CreateAsync();
        await Parallel.ForAsync(0, IPurchaseMemory.MostUnderOneKey, Deadline.Token, async (i, token) =>
            await memory.AddAsync("k", RememberedPurchase.Of(new EventTime(i), "a"), [], token));
        var further = await memory.AddAsync("k", RememberedPurchase.Of(new EventTime(-1), "a"), [], Deadline.Token);
        Assert.Equal(Enumerable.Range(0, IPurchaseMemory.MostUnderOneKey), further.Select(purchase => (int)purchase.Time.Microseconds).Order());
    }

    [Fact]
    public async Task Which_alerts_there_are_depends_on_the_purchases_alone_in_whatever_order_and_however_often_they_come()
    {
        const int seed = 20261125;
        var random = new Random(seed);
        var rules = new AlertRules { Rules = [Rule] };
        for (var round = 0; round < Rounds; round++)
        {
            var bought = Enumerable.Range(0, random.Next(1, 14)).Select(i => (User: random.Next(2), Order: random.Next(10), Second: random.Next(3_600))).ToList();
            var given = bought.Concat(bought.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(given);
            var ids = new HashSet<string>[2];
            for (var path = 0; path < 2; path++)
            {
                // Each half of them comes by a path of its own, both at once; the second time, one after the other.
                var windows = new PurchaseWindows(rules, await CreateAsync());
                var halves = given.Chunk((given.Length + 1) / 2).Select(half => half.Select(one => CandidateOf(one.User, one.Order, one.Second)).ToList());
                var alerts = path == 0
                    ? await Task.WhenAll(halves.Select(half => windows.ResolveAsync(half, Deadline.Token)))
                    : [.. await OneByOneAsync(windows, halves.SelectMany(half => half))];
                ids[path] = [.. alerts.SelectMany(half => half).SelectMany(some => some).Select(alert => alert.Id)];
                Assert.DoesNotContain(alerts.SelectMany(half => half).SelectMany(some => some), PurchaseCandidate.Is);
            }

            Assert.True(ids[0].SetEquals(ids[1]), $"Seed {seed}, round {round}.");
            Assert.True(Expected(bought) == ids[0].Count, $"Seed {seed}, round {round}: {ids[0].Count} alerts, expected {Expected(bought)}.");
        }
    }

    private static async Task<List<IReadOnlyList<IReadOnlyList<Alert>>>> OneByOneAsync(PurchaseWindows windows, IEnumerable<Alert> candidates)
    {
        var alerts = new List<IReadOnlyList<IReadOnlyList<Alert>>>();
        foreach (var candidate in candidates)
            alerts.Add(await windows.ResolveAsync([candidate], Deadline.Token));
        return alerts;
    }

    /// <summary>By the definition, from all purchases at once: how many pairs of user and ten minutes have a purchase that completes a window.</summary>
    private static int Expected(List<(int User, int Order, int Second)> bought) => bought
        .Where(last => bought.Where(one => one.User == last.User && one.Second > last.Second - 600 && one.Second <= last.Second).Select(one => one.Order).Distinct().Count() >= 3)
        .Select(last => (last.User, last.Second / 600))
        .Distinct()
        .Count();

    private static Alert CandidateOf(int user, int order, int second)
    {
        var time = new EventTime(second * 1_000_000L);
        var id = PurchaseCandidate.IdOf(Rule.Name, $"u{user}", $"o{order}", time);
        return new Alert(id, Rule.Name, $"o{order}", $"u{user}", null, 1, 1m, "EUR", time.ToDateTimeOffset(), DateTimeOffset.UnixEpoch, "Order.");
    }
}
