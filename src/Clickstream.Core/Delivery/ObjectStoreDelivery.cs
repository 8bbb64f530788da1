using Clickstream.Core.Objects;

namespace Clickstream.Core.Delivery;

/// <summary>Delivers micro-batches straight into an object store, whichever it is. A batch that is delivered again replaces itself.</summary>
/// <param name="objects">Where to.</param>
/// <param name="putsAtOnce">How many puts are on their way at once.</param>
public sealed class ObjectStoreDelivery(IObjectStore objects, int putsAtOnce = ObjectStoreDelivery.PutsOnDisk) : IMicroBatchDelivery
{
    /// <summary>For a folder: the disk is the limit; more only makes its queue longer.</summary>
    public const int PutsOnDisk = 4;

    /// <summary>For S3: a put takes some tens of milliseconds whatever its size, so 16 at once are some hundreds a second, far below the 3,500 of a prefix.</summary>
    public const int PutsToS3 = 16;

    /// <inheritdoc/>
    public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var options = new ParallelOptions { MaxDegreeOfParallelism = putsAtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            batches, options, async (batch, token) => await objects.PutAsync(batch.Key, batch.Content, token).ConfigureAwait(false));
    }
}
