namespace Clickstream.Core.Delivery;

/// <summary>Delivers micro-batches into the lake: straight to the object store, or through Firehose. May be retried: readers drop a line whose position they have seen.</summary>
public interface IMicroBatchDelivery
{
    /// <summary>Returns when the micro-batches are durable.</summary>
    Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken);
}
