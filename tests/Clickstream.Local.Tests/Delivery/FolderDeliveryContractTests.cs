using Clickstream.Contracts;
using Clickstream.Core.Delivery;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Tests.Delivery;

/// <summary>Micro-batches into a folder.</summary>
public sealed class FolderDeliveryContractTests : MicroBatchDeliveryContract
{
    protected override Task<DeliveryUnderTest> CreateAsync() => Task.FromResult(Create(new TestFolder()));

    protected override Task<DeliveryUnderTest> CreateBrokenAsync()
    {
        var folder = new TestFolder();
        foreach (var layer in new[] { "landing", "quarantine" })
        {
            File.WriteAllText(folder.Of(layer), string.Empty); // Where a folder should be.
        }

        return Task.FromResult(Create(folder));
    }

    private static DeliveryUnderTest Create(TestFolder folder)
    {
        var store = new FolderObjectStore(folder.Open(), TimeProvider.System);
        return new DeliveryUnderTest(new ObjectStoreDelivery(store), prefix => StoredLines.ReadAsync(store, prefix), () =>
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
