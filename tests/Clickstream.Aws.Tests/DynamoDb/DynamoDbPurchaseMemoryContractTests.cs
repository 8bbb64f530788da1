using System.Globalization;
using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Time;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Aws.Tests.DynamoDb;

public sealed class DynamoDbPurchaseMemoryContractTests : PurchaseMemoryContract, IDisposable
{
    private readonly List<TestTable> _tables = [];

    protected override int Rounds => 5;

    public void Dispose() => _tables.ForEach(table => table.Dispose());

    protected override async Task<IPurchaseMemory> CreateAsync() => (await OpenAsync(TimeProvider.System)).Memory;

    [Fact]
    public async Task Purchases_share_the_table_of_claims_which_removes_them_after_a_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        var (memory, table) = await OpenAsync(time);
        await memory.AddAsync("purchases:k", RememberedPurchase.Of(new EventTime(1), "a"), [], Deadline.Token);
        var item = await table.GetAsync("claimKey", "purchases:k");
        Assert.Equal((time.GetUtcNow() + IPurchaseMemory.KeptFor).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), item["expiresAt"].N);
    }

    private async Task<(DynamoDbPurchaseMemory Memory, TestTable Table)> OpenAsync(TimeProvider time)
    {
        var table = new TestTable();
        _tables.Add(table);
        var client = await table.ClientAsync();
        await DynamoDbClaimStore.OpenAsync(client, new DynamoDbClaimStoreOptions { Table = table.Name }, TimeProvider.System, Deadline.Token);
        return (DynamoDbPurchaseMemory.Attach(client, table.Name, time), table);
    }
}
