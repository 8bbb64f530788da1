using System.Net;
using System.Net.Sockets;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Core.Claims;
using Clickstream.Emulators;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Aws.Tests.DynamoDb;

public sealed class DynamoDbClaimStoreTests : IDisposable
{
    private readonly TestTable _table = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task A_claim_that_was_not_completed_passes_to_another_after_its_expiry()
    {
        var store = await OpenAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        _time.Advance(ClaimTimes.Window - TimeSpan.FromSeconds(1));
        Assert.Equal([ClaimOutcome.Held], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ClaimOutcome.Pending], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
        Assert.Equal([ClaimOutcome.Held], await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
    }

    [Fact]
    public async Task An_expired_claim_passes_to_one_of_many()
    {
        var store = await OpenAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        _time.Advance(TimeSpan.FromDays(2));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => store.ClaimAsync(["order:1"], $"shard-{i}", Deadline.Token))));
        Assert.Single(answers, answer => answer[0] == ClaimOutcome.Pending);
        Assert.Equal(15, answers.Count(answer => answer[0] == ClaimOutcome.Held));
    }

    [Fact]
    public async Task A_completed_claim_never_passes()
    {
        var store = await OpenAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        await store.CompleteAsync(["order:1"], Deadline.Token);
        _time.Advance(TimeSpan.FromDays(80));
        Assert.Equal([ClaimOutcome.Refused], await store.ClaimAsync(["order:1"], "shard-b", Deadline.Token));
    }

    [Fact]
    public async Task Claims_name_the_second_from_which_DynamoDB_may_remove_them()
    {
        var store = await OpenAsync();
        await store.ClaimAsync(["order:1"], "shard-a", Deadline.Token);
        var expected = (_time.GetUtcNow() + TimeSpan.FromDays(90)).ToUnixTimeSeconds();
        Assert.Equal($"{expected}", (await _table.GetAsync("claimKey", "order:1"))["expiresAt"].N);
    }

    [Fact]
    public async Task Many_keys_are_claimed_and_answered_in_order()
    {
        var store = await OpenAsync();
        await store.ClaimAsync([.. Keys(300).Where((_, i) => i % 3 == 0)], "shard-a", Deadline.Token);
        var answers = await store.ClaimAsync([.. Keys(300)], "shard-b", Deadline.Token);
        Assert.All(answers, (answer, i) => Assert.Equal(i % 3 == 0 ? ClaimOutcome.Held : ClaimOutcome.Granted, answer));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_new_table_lets_DynamoDB_remove_old_claims()
    {
        using var client = DynamoDbClients.Create(await TestEnvironment.OfAsync(AwsService.DynamoDb, Emulator.Moto));
        await DynamoDbClaimStore.OpenAsync(client, new DynamoDbClaimStoreOptions { Table = _table.Name }, TimeProvider.System, Deadline.Token);
        var expiry = await client.DescribeTimeToLiveAsync(_table.Name, Deadline.Token);
        Assert.Equal("expiresAt", expiry.TimeToLiveDescription.AttributeName);
    }

    [Fact]
    public async Task A_table_that_vanished_is_named_with_a_remedy()
    {
        var store = await OpenAsync();
        await (await _table.ClientAsync()).DeleteTableAsync(_table.Name, Deadline.Token);
        var fault = await Assert.ThrowsAsync<DynamoDbTableException>(() => store.ClaimAsync(["order:1"], "shard-a", Deadline.Token));
        Assert.Contains($"There is no table {_table.Name}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_where_nobody_listens_is_named_with_a_remedy()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var url = new Uri($"http://{unused.LocalEndpoint}");
        unused.Stop();
        using var client = DynamoDbClients.Create(TestEnvironment.At(AwsService.DynamoDb, url));
        var fault = await Assert.ThrowsAsync<DynamoDbTableException>(() =>
            DynamoDbClaimStore.OpenAsync(client, new DynamoDbClaimStoreOptions { Table = "claims" }, TimeProvider.System, Deadline.Token));
        Assert.Contains("dynamodb:DescribeTable on table claims failed (Unreachable", fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(int count) => Enumerable.Range(0, count).Select(i => $"order:{i}");

    private async Task<DynamoDbClaimStore> OpenAsync()
    {
        // The wait for a new table is by the real clock.
        var client = await _table.ClientAsync();
        await DynamoDbClaimStore.OpenAsync(client, new DynamoDbClaimStoreOptions { Table = _table.Name }, TimeProvider.System, Deadline.Token);
        return await DynamoDbClaimStore.OpenAsync(client, new DynamoDbClaimStoreOptions { Table = _table.Name }, _time, Deadline.Token);
    }
}
