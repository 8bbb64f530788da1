using Clickstream.Contracts;
using Clickstream.Core.Objects;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Tests.Objects;

public sealed class FolderObjectStoreContractTests : ObjectStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IObjectStore> CreateAsync() =>
        Task.FromResult<IObjectStore>(new FolderObjectStore(_folder.Open(), TimeProvider.System));
}
