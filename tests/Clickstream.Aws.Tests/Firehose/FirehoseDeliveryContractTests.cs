using Clickstream.Aws.Firehose;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.S3;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.S3;
using Clickstream.Contracts;
using Clickstream.Core.Delivery;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Firehose;

/// <summary>
/// Micro-batches through Firehose into S3. The service names and cuts the objects itself, after its buffer time; moto writes an object for each call,
/// at once and not compressed.
/// </summary>
public sealed class FirehoseDeliveryContractTests : MicroBatchDeliveryContract, IDisposable
{
    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    protected override Task<DeliveryUnderTest> CreateAsync() => CreateAsync(isThere: true);

    protected override Task<DeliveryUnderTest> CreateBrokenAsync() => CreateAsync(isThere: false);

    private async Task<DeliveryUnderTest> CreateAsync(bool isThere)
    {
        var moto = await Moto.StartAsync();
        var options = new S3StoreOptions { Bucket = _bucket.Name };
        var stream = Emulator.UniqueName("clicks");
        var store = isThere ? await _bucket.OpenAsync(options) : new S3ObjectStore(await _bucket.ClientAsync(), options, TimeProvider.System);
        if (isThere)
        {
            await moto.CallAsync(NarrowService.Firehose, "CreateDeliveryStream", new
            {
                DeliveryStreamName = stream,
                ExtendedS3DestinationConfiguration = new
                {
                    RoleARN = "arn:aws:iam::123456789012:role/firehose",
                    BucketARN = $"arn:aws:s3:::{_bucket.Name}",
                    Prefix = "landing/clickstream/",
                },
            });
        }

        var delivery = new FirehoseDelivery(moto.Environment, new FirehoseOptions { DeliveryStream = stream }, new ObjectStoreDelivery(store));
        return new DeliveryUnderTest(delivery, prefix => StoredLines.ReadAsync(store, prefix), () =>
        {
            delivery.Dispose();
            moto.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
