using Clickstream.Producer.Collect.Access;
using Clickstream.Producer.Collect.Spool;
using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect.Http;

/// <summary>What requests are answered with.</summary>
internal sealed record EndpointParts
{
    public required CollectOptions Options { get; init; }

    public required SpoolWriter Writer { get; init; }

    /// <summary>Null where everybody may send.</summary>
    public required KeyFile? Keys { get; init; }

    public required CollectMetrics Metrics { get; init; }

    public required Complaints Complaints { get; init; }

    public required ILogger Logger { get; init; }

    public required TimeProvider Time { get; init; }
}
