using Clickstream.Contracts;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.Tests.S3;

public sealed class S3ObjectStoreContractTests : ObjectStoreContract, IDisposable
{
    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    protected override async Task<IObjectStore> CreateAsync() => await _bucket.OpenAsync();
}
