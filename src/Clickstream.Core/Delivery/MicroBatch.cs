using Clickstream.Core.Objects;

namespace Clickstream.Core.Delivery;

/// <summary>A finished micro-batch: gzip NDJSON for one object of the landing zone or the quarantine.</summary>
/// <param name="Key">Where it goes. The name holds the shard and the range of sequence numbers, so the same range gives the same name.</param>
/// <param name="Content">The compressed bytes.</param>
/// <param name="Lines">How many lines it has.</param>
public sealed record MicroBatch(ObjectKey Key, ReadOnlyMemory<byte> Content, long Lines);
