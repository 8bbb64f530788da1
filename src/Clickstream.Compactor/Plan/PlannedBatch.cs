using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Plan;

/// <summary>A micro-batch that a new version takes in.</summary>
/// <param name="Object">The object.</param>
/// <param name="Range">The records it covers; null if its name does not say.</param>
/// <param name="Reading">What is to be done with its lines.</param>
internal sealed record PlannedBatch(ObjectInfo Object, PositionRange? Range, BatchReading Reading);
