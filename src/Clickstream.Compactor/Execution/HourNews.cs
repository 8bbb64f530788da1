using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Execution;

/// <summary>What a new version of an hour takes in, as its manifest says.</summary>
/// <param name="Inputs">Inputs, each counted once.</param>
/// <param name="Revenue">Revenue of the purchases among them, by currency.</param>
internal sealed record HourNews(long Inputs, IReadOnlyDictionary<string, decimal> Revenue)
{
    /// <summary>Inputs among them that are left out, since they are of somebody who was erased.</summary>
    public long Erased { get; init; }

    /// <summary>Revenue of the purchases among those, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> ErasedRevenue { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Names of the micro-batches.</summary>
    public IReadOnlyList<string> Consumed { get; init; } = [];

    /// <summary>The records that they cover.</summary>
    public IReadOnlyList<PositionRange> Covered { get; init; } = [];

    /// <summary>The raw objects.</summary>
    public IReadOnlyList<ConsumedRaw> Raw { get; init; } = [];
}
