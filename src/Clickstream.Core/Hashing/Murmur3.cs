using System.Buffers.Binary;
using System.Numerics;

namespace Clickstream.Core.Hashing;

/// <summary>
/// MurmurHash3, the x64 variant of 128 bits by Austin Appleby: fast, well mixed and the same on every machine, so that what is derived
/// from it can be stored. Not for anything that an adversary must not be able to steer.
/// </summary>
public static class Murmur3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The hash in 128 bits: the first 64 of the reference output are the upper half.</summary>
    public static UInt128 Hash128(ReadOnlySpan<byte> data, uint seed = 0)
    {
        var h1 = (ulong)seed;
        var h2 = (ulong)seed;
        var rest = data;
        while (rest.Length >= 16)
        {
            h1 ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
            rest = rest[16..];
        }

        if (!rest.IsEmpty)
        {
            Span<byte> tail = stackalloc byte[16];
            tail.Clear();
            rest.CopyTo(tail);
            h2 ^= MixSecond(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));
            h1 ^= MixFirst(BinaryPrimitives.ReadUInt64LittleEndian(tail));
        }

        h1 ^= (ulong)data.Length;
        h2 ^= (ulong)data.Length;
        h1 += h2;
        h2 += h1;
        h1 = Mix64(h1);
        h2 = Mix64(h2);
        h1 += h2;
        h2 += h1;
        return new UInt128(h1, h2);
    }

    /// <summary>The first 64 bits of the hash.</summary>
    public static ulong Hash64(ReadOnlySpan<byte> data, uint seed = 0) => (ulong)(Hash128(data, seed) >> 64);

    /// <summary>The finaliser alone: spreads a number over 64 bits, one to one.</summary>
    public static ulong Mix64(ulong k)
    {
        k ^= k >> 33;
        k *= 0xff51afd7ed558ccd;
        k ^= k >> 33;
        k *= 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }

    private static ulong MixFirst(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong MixSecond(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;
}
