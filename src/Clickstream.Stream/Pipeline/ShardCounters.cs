using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Pipeline;

/// <summary>What a shard has counted since its beginning.</summary>
/// <param name="Inputs">Its inputs, by what became of them.</param>
/// <param name="Orders">Distinct orders of the purchases.</param>
/// <param name="Revenue">Revenue of the purchases by currency, duplicates not counted.</param>
public sealed record ShardCounters(ShardCounts Inputs, long Orders, IReadOnlyDictionary<string, decimal> Revenue);
