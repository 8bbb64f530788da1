using Clickstream.Core.Claims;

namespace Clickstream.Contracts;

/// <summary>What every claim store does: one thing, once.</summary>
public abstract class ClaimStoreContract
{
    /// <summary>Makes an empty store.</summary>
    protected abstract Task<IClaimStore> CreateAsync();

    [Fact]
    public async Task The_first_claim_is_granted_and_is_held_from_others_until_it_is_completed()
    {
        var store = await CreateAsync();
        Assert.Equal([ClaimOutcome.Granted], await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
        Assert.Equal(
            [ClaimOutcome.Held, ClaimOutcome.Granted],
            await store.ClaimAsync(["order:1", "order:2"], "shard-b", Deadline.Token));
        await store.CompleteAsync(["order:1"], Deadline.Token);
        Assert.Equal([ClaimOutcome.Refused], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
    }

    [Fact]
    public async Task The_same_claimant_gets_its_open_claim_again()
    {
        var store = await CreateAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        Assert.Equal([ClaimOutcome.Pending], await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
    }

    [Fact]
    public async Task A_completed_claim_is_refused_to_all()
    {
        var store = await CreateAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        await store.CompleteAsync(["order:1"], Deadline.Token);
        await store.CompleteAsync(["order:1"], Deadline.Token);
        Assert.Equal([ClaimOutcome.Refused], await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
        Assert.Equal([ClaimOutcome.Refused], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
    }

    [Fact]
    public async Task A_key_that_is_named_twice_is_granted_once()
    {
        var store = await CreateAsync();
        Assert.Equal(
            [ClaimOutcome.Granted, ClaimOutcome.Granted, ClaimOutcome.Refused],
            await store.ClaimAsync(["order:1", "order:2", "order:1"], "shard-a", Deadline.Token));
    }

    [Fact]
    public async Task Many_claimants_of_one_key_have_one_winner()
    {
        var store = await CreateAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => store.ClaimAsync(["order:1"], $"shard-{i}", Deadline.Token))));
        Assert.Single(answers, answer => answer[0] == ClaimOutcome.Granted);
        Assert.Equal(15, answers.Count(answer => answer[0] == ClaimOutcome.Held));
    }

    [Fact]
    public async Task Nothing_claimed_is_nothing_answered()
    {
        var store = await CreateAsync();
        Assert.Empty(await store.ClaimAsync([], "shard-a", Deadline.Token));
        await store.CompleteAsync([], Deadline.Token);
    }
}
