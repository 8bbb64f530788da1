using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Worker;

/// <summary>What a worker works on. It disposes none of it.</summary>
/// <param name="Events">Where it reads.</param>
/// <param name="Leases">How it shares the shards with other workers of the application.</param>
/// <param name="Objects">Where state, ledgers and dead letters are.</param>
/// <param name="Delivery">How micro-batches get into the lake.</param>
/// <param name="Claims">Makes alerts go out once.</param>
/// <param name="Channels">Where alerts go; none is allowed.</param>
public sealed record WorkerPorts(
    IEventStream Events,
    ILeaseStore Leases,
    IObjectStore Objects,
    IMicroBatchDelivery Delivery,
    IClaimStore Claims,
    IReadOnlyList<IAlertChannel> Channels)
{
    /// <summary>Remembers purchases; needed if a rule counts them.</summary>
    public IPurchaseMemory? Purchases { get; init; }
}
