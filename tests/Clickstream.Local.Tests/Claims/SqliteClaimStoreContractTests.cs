using Clickstream.Contracts;
using Clickstream.Core.Claims;
using Clickstream.Local.Claims;

namespace Clickstream.Local.Tests.Claims;

public sealed class SqliteClaimStoreContractTests : ClaimStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<SqliteClaimStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    protected override Task<IClaimStore> CreateAsync()
    {
        _stores.Add(new SqliteClaimStore(_folder.Open(), TimeProvider.System));
        return Task.FromResult<IClaimStore>(_stores[^1]);
    }
}
