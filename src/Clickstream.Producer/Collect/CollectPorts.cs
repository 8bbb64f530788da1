using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Collect;

/// <summary>What the collector uses of the backend.</summary>
public sealed record CollectPorts
{
    /// <summary>Opens the stream; asked again after each failure, since it may be away when the collector starts.</summary>
    public required Func<CancellationToken, Task<IEventStream>> Stream { get; init; }

    /// <summary>Where the ledger goes.</summary>
    public required IObjectStore Objects { get; init; }
}
