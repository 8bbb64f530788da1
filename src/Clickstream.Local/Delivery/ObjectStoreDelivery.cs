using Clickstream.Core.Delivery;
using Clickstream.Core.Objects;

namespace Clickstream.Local.Delivery;

/// <summary>Delivers micro-batches straight into an object store.</summary>
public sealed class ObjectStoreDelivery(IObjectStore objects) : IMicroBatchDelivery
{
    private const int PutsAtOnce = 4; // The disk is the limit; more only makes its queue longer.

    /// <inheritdoc/>
    public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var options = new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            batches, options, async (batch, token) => await objects.PutAsync(batch.Key, batch.Content, token).ConfigureAwait(false));
    }
}
