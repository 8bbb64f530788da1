using System.Runtime.InteropServices;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// Hash keys of partition keys. MD5 takes longer than all the rest of putting an input, so recent ones are kept, in a table of fixed size.
/// </summary>
internal sealed class PartitionRoutes
{
    private const int Slots = 1 << 15; // 32,768 keys, 2 MB: more than the visitors of a few minutes.
    private const int KeptKeyBytes = 40; // Longer keys are rare (a UUID has 36) and are hashed each time.

    private readonly byte[] _keys = new byte[Slots * KeptKeyBytes];
    private readonly byte[] _lengths = new byte[Slots];
    private readonly UInt128[] _hashes = new UInt128[Slots];

    /// <summary>The hash key by which Kinesis routes the partition key.</summary>
    public UInt128 HashOf(ReadOnlySpan<byte> key)
    {
        if (key.Length is 0 or > KeptKeyBytes)
        {
            return HashKey.Of(key);
        }

        var slot = SlotOf(key);
        var kept = _keys.AsSpan(slot * KeptKeyBytes, KeptKeyBytes);
        if (_lengths[slot] == key.Length && kept[..key.Length].SequenceEqual(key))
        {
            return _hashes[slot];
        }

        var hash = HashKey.Of(key);
        key.CopyTo(kept);
        _lengths[slot] = (byte)key.Length;
        _hashes[slot] = hash;
        return hash;
    }

    private static int SlotOf(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length;
        while (key.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(key)) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 29;
            key = key[sizeof(ulong)..];
        }

        foreach (var b in key)
        {
            hash = (hash ^ b) * 0x100000001B3UL;
        }

        return (int)((hash * 0x9E3779B97F4A7C15UL) >> 49);
    }
}
