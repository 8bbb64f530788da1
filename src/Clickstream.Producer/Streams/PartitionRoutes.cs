using System.Runtime.CompilerServices;
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
    private const int Ways = 4; // Slots that a key may be in: with one, a quarter of 10,000 keys would push each other out again and again.

    private readonly Slot[] _slots = new Slot[Slots];
    private int _victim;

    /// <summary>The hash key by which Kinesis routes the partition key.</summary>
    public UInt128 HashOf(ReadOnlySpan<byte> key)
    {
        if (key.Length is 0 or > KeptKeyBytes)
        {
            return HashKey.Of(key);
        }

        var ways = _slots.AsSpan(SetOf(key) * Ways, Ways);
        for (var i = 0; i < ways.Length; i++)
        {
            ref var slot = ref ways[i];
            if (slot.Length == key.Length && key.SequenceEqual(slot.Key[..slot.Length]))
            {
                return slot.Hash;
            }
        }

        return Keep(key, ways);
    }

    private UInt128 Keep(ReadOnlySpan<byte> key, Span<Slot> ways)
    {
        var way = 0;
        while (way < Ways && ways[way].Length > 0)
        {
            way++;
        }

        if (way == Ways)
        {
            way = _victim = (_victim + 1) % Ways;
        }

        ref var slot = ref ways[way];
        key.CopyTo(slot.Key);
        slot.Length = (byte)key.Length;
        return slot.Hash = HashKey.Of(key);
    }

    private static int SetOf(ReadOnlySpan<byte> key)
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

        return (int)((hash * 0x9E3779B97F4A7C15UL) >> 51); // 13 bits: as many as there are sets of ways.
    }

    [InlineArray(KeptKeyBytes)]
    private struct KeyBytes
    {
        private byte _first;
    }

    /// <summary>A key and its hash, 64 bytes: a line of the cache.</summary>
    private struct Slot
    {
        public UInt128 Hash;
        public KeyBytes Key;
        public byte Length;
    }
}
