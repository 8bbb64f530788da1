using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Core.Streams;

/// <summary>How Kinesis maps a partition key to a 128-bit hash key: MD5 of its UTF-8 bytes, read as a big-endian number.</summary>
public static class HashKey
{
    /// <summary>The hash key of a partition key.</summary>
    public static UInt128 Of(string partitionKey) => Of(Encoding.UTF8.GetBytes(partitionKey));

    /// <summary>The hash key of a partition key given as UTF-8.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> partitionKey)
    {
        Span<byte> digest = stackalloc byte[16];
#pragma warning disable CA5351 // Kinesis routes by MD5; nothing here relies on it being hard to forge.
        MD5.HashData(partitionKey, digest);
#pragma warning restore CA5351
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
