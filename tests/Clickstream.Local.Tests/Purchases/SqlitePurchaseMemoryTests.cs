using Clickstream.Contracts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Time;
using Clickstream.Local.Claims;
using Clickstream.Local.Purchases;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Local.Tests.Purchases;

public sealed class SqlitePurchaseMemoryTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Purchases_outlive_the_process_beside_the_claims_and_are_forgotten_after_a_time()
    {
        using (var claims = new SqliteClaimStore(_folder.Open(), _time))
            await claims.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        var (one, two) = (RememberedPurchase.Of(new EventTime(1), "a"), RememberedPurchase.Of(new EventTime(2), "b"));
        using (var memory = new SqlitePurchaseMemory(_folder.Open(), _time))
            await memory.AddAsync("k", one, [], Deadline.Token);
        using var later = new SqlitePurchaseMemory(_folder.Open(), _time);
        _time.Advance(IPurchaseMemory.KeptFor);
        Assert.Equal([one, two], (await later.AddAsync("k", two, [], Deadline.Token)).OrderBy(purchase => purchase.Time));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([two], await later.AddAsync("k", two, [], Deadline.Token));
    }
}
