namespace Clickstream.Core.Aggregation;

/// <summary>
/// The aggregated record of the Kinesis Producer Library: magic, a protobuf message, and the MD5 of that message. Source:
/// aggregation-format.md of the KPL. <c>AggregatedRecord { 1: repeated string partition_key_table; 2: repeated string
/// explicit_hash_key_table; 3: repeated Record }</c>, <c>Record { 1: uint64 partition_key_index; 2: optional uint64
/// explicit_hash_key_index; 3: bytes data; 4: repeated Tag }</c>, <c>Tag { 1: key; 2: value }</c>.
/// </summary>
internal static class AggregateFormat
{
    public const int DigestBytes = 16;

    public const byte PartitionKeyTag = (1 << 3) | 2;
    public const byte HashKeyTag = (2 << 3) | 2;
    public const byte RecordTag = (3 << 3) | 2;

    public const byte PartitionKeyIndexTag = 1 << 3;
    public const byte HashKeyIndexTag = 2 << 3;
    public const byte DataTag = (3 << 3) | 2;
    public const byte TagTag = (4 << 3) | 2;

    public const byte KeyTag = (1 << 3) | 2;
    public const byte ValueTag = (2 << 3) | 2;

    public static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    /// <summary>Where the message lies in a record that has a frame.</summary>
    public static Range Message => 4..^DigestBytes;

    /// <summary>Whether a record begins as an aggregated one and is long enough to be one.</summary>
    public static bool HasFrame(ReadOnlySpan<byte> data) => data.Length >= Magic.Length + DigestBytes && data.StartsWith(Magic);

    /// <summary>Bytes that a number takes as a varint.</summary>
    public static int VarintLength(uint value) => ((31 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7) + 1;
}
