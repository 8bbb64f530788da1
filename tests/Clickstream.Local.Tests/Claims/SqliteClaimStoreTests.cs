using Clickstream.Contracts;
using Clickstream.Core.Claims;
using Clickstream.Local.Claims;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Local.Tests.Claims;

public sealed class SqliteClaimStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_open_claim_passes_to_another_when_it_has_expired_and_may_be_a_repeat()
    {
        using var store = new SqliteClaimStore(_folder.Open(), _time);
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        _time.Advance(ClaimTimes.Window - TimeSpan.FromSeconds(1));
        Assert.Equal([ClaimOutcome.Held], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ClaimOutcome.Pending], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
        Assert.Equal([ClaimOutcome.Held], await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
    }

    [Fact]
    public async Task A_completed_claim_never_expires_to_another_and_is_forgotten_after_its_retention()
    {
        using var store = new SqliteClaimStore(_folder.Open(), _time);
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        await store.CompleteAsync(["order:1"], Deadline.Token);
        _time.Advance(TimeSpan.FromDays(90));
        Assert.Equal([ClaimOutcome.Refused], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ClaimOutcome.Granted], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
    }

    [Fact]
    public async Task Processes_that_claim_the_same_orders_share_them_without_overlap()
    {
        const int orders = 300;
        _folder.Open();
        await using var one = ChildProcess.Start("claim", _folder.Path, "shard-a", orders);
        await using var two = ChildProcess.Start("claim", _folder.Path, "shard-b", orders);
        var granted = (await Task.WhenAll(one.EndAsync(), two.EndAsync())).SelectMany(numbers => numbers);
        Assert.Equal(Enumerable.Range(0, orders), granted.Order());
    }
}
