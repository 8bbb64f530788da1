using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Execution;

/// <summary>What a new version of an hour takes in, as its manifest says.</summary>
/// <param name="Inputs">Inputs, each counted once.</param>
/// <param name="Revenue">Revenue of the purchases among them, by currency.</param>
internal sealed record HourNews(long Inputs, IReadOnlyDictionary<string, decimal> Revenue)
{
    /// <summary>Names of the micro-batches.</summary>
    public IReadOnlyList<string> Consumed { get; init; } = [];

    /// <summary>The records that they cover.</summary>
    public IReadOnlyList<PositionRange> Covered { get; init; } = [];

    /// <summary>The raw objects.</summary>
    public IReadOnlyList<ConsumedRaw> Raw { get; init; } = [];
}
