using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Core.Leases;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.DynamoDb;

public sealed class DynamoDbLeaseStoreContractTests : LeaseStoreContract, IDisposable
{
    private readonly TestTable _table = new();

    public void Dispose() => _table.Dispose();

    protected override async Task<ILeaseStore> CreateAsync() =>
        await DynamoDbLeaseStore.OpenAsync(await _table.ClientAsync(), Emulator.UniqueName("leases"), TimeProvider.System, Deadline.Token);
}
