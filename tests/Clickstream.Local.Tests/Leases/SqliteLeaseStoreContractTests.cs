using Clickstream.Contracts;
using Clickstream.Core.Leases;
using Clickstream.Local.Leases;

namespace Clickstream.Local.Tests.Leases;

public sealed class SqliteLeaseStoreContractTests : LeaseStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<SqliteLeaseStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    protected override Task<ILeaseStore> CreateAsync()
    {
        _stores.Add(new SqliteLeaseStore(_folder.Open()));
        return Task.FromResult<ILeaseStore>(_stores[^1]);
    }
}
