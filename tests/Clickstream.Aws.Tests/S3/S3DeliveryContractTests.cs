using Clickstream.Aws.S3;
using Clickstream.Contracts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.Tests.S3;

/// <summary>Micro-batches straight to S3.</summary>
public sealed class S3DeliveryContractTests : MicroBatchDeliveryContract, IDisposable
{
    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    protected override async Task<DeliveryUnderTest> CreateAsync() => Create(await _bucket.OpenAsync());

    protected override async Task<DeliveryUnderTest> CreateBrokenAsync() =>
        Create(new S3ObjectStore(await _bucket.ClientAsync(), new S3StoreOptions { Bucket = _bucket.Name }, TimeProvider.System)); // Never made.

    private static DeliveryUnderTest Create(IObjectStore store) => new(
        new ObjectStoreDelivery(store, ObjectStoreDelivery.PutsToS3), prefix => StoredLines.ReadAsync(store, prefix), () => ValueTask.CompletedTask);
}
