using Clickstream.Aws.S3;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.S3;

/// <summary>Copies of alerts in a bucket.</summary>
public sealed class AlertCopyContractTests : AlertChannelContract, IDisposable
{
    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    protected override async Task<AlertChannelUnderTest> CreateAsync() =>
        AlertCopies.Over(await _bucket.OpenAsync(), () => ValueTask.CompletedTask);

    protected override async Task<AlertChannelUnderTest> CreateBrokenAsync() => AlertCopies.Over(
        new S3ObjectStore(await _bucket.ClientAsync(), new S3StoreOptions { Bucket = _bucket.Name }, TimeProvider.System), // Never made.
        () => ValueTask.CompletedTask);
}
