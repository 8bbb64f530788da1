using System.Text;
using Clickstream.Contracts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Objects;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.S3;

/// <summary>Micro-batches straight to S3, without Firehose.</summary>
public sealed class S3DeliveryTests : IDisposable
{
    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Micro_batches_are_in_the_bucket_when_the_delivery_returns_and_a_repeated_one_replaces_itself()
    {
        var store = await _bucket.OpenAsync();
        var delivery = new ObjectStoreDelivery(store, ObjectStoreDelivery.PutsToS3);
        var batches = Enumerable.Range(0, 40)
            .Select(i => new MicroBatch(new ObjectKey($"landing/clickstream/2019/10/01/00/{i:00}.json.gz"), Encoding.UTF8.GetBytes($"batch {i}"), 1)).ToList();
        await delivery.DeliverAsync(batches, Deadline.Token);
        await delivery.DeliverAsync([batches[7]], Deadline.Token);
        var found = new List<string>();
        await foreach (var info in store.ListAsync("landing/", Deadline.Token))
        {
            found.Add(Encoding.UTF8.GetString((await store.GetAsync(info.Key, Deadline.Token))!.Content.Span));
        }

        Assert.Equal(batches.Select(batch => Encoding.UTF8.GetString(batch.Content.Span)), found);
    }
}
