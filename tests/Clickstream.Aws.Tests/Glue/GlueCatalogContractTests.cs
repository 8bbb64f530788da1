using Clickstream.Contracts;
using Clickstream.Core.Catalog;

namespace Clickstream.Aws.Tests.Glue;

public sealed class GlueCatalogContractTests : CatalogContract, IAsyncLifetime
{
    private GlueLake _lake = null!;

    public async Task InitializeAsync() => _lake = await GlueLake.StartAsync();

    public Task DisposeAsync()
    {
        _lake.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<ICatalog> CreateAsync() => Task.FromResult<ICatalog>(_lake.Catalog);
}
