using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Core.Claims;

namespace Clickstream.Aws.Tests.DynamoDb;

public sealed class DynamoDbClaimStoreContractTests : ClaimStoreContract, IDisposable
{
    private readonly TestTable _table = new();

    public void Dispose() => _table.Dispose();

    protected override async Task<IClaimStore> CreateAsync() => await DynamoDbClaimStore.OpenAsync(
        await _table.ClientAsync(), new DynamoDbClaimStoreOptions { Table = _table.Name }, TimeProvider.System, Deadline.Token);
}
