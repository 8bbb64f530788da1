namespace Clickstream.Core.Streams;

/// <summary>A record to put.</summary>
/// <param name="PartitionKey">1 to 256 characters; its MD5 chooses the shard.</param>
/// <param name="Data">The bytes, at most 1 MiB together with the partition key.</param>
/// <param name="ExplicitHashKey">Chooses the shard instead of the partition key.</param>
public readonly record struct PutEntry(string PartitionKey, ReadOnlyMemory<byte> Data, UInt128? ExplicitHashKey = null);
