namespace Clickstream.Core.Streams;

/// <summary>One Kinesis record. It holds one event, or many (KPL aggregation).</summary>
/// <param name="SequenceNumber">Its position in the shard.</param>
/// <param name="PartitionKey">The key it was put with.</param>
/// <param name="ApproximateArrival">When the stream took it.</param>
/// <param name="Data">Its bytes; valid until the page it came in is disposed.</param>
public readonly record struct StreamRecord(SequenceNumber SequenceNumber, string PartitionKey, DateTimeOffset ApproximateArrival, ReadOnlyMemory<byte> Data);
