using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// Hash of a text for tables in memory: a multiply-and-fold over eight bytes at a time. The seed is drawn per process,
/// so that nobody can send texts that all fall into one slot; nothing that is stored depends on it.
/// </summary>
internal static class TextHash
{
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public static uint Of(ReadOnlySpan<byte> text)
    {
        var hash = Seed ^ ((ulong)text.Length * First);
        while (text.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text), Second);
            text = text[sizeof(ulong)..];
        }

        ulong tail = 0;
        if (text.Length >= sizeof(uint))
        {
            tail = BinaryPrimitives.ReadUInt32LittleEndian(text) | (
                (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) << 32);
        }
        else
        {
            foreach (var value in text)
            {
                tail = (tail << 8) | value;
            }
        }

        hash = Fold(hash ^ tail, First);
        return (uint)(hash ^ (hash >> 32));
    }

    public static uint Of(UInt128 key)
    {
        var hash = Fold((ulong)key ^ Seed, (ulong)(key >> 64) ^ Second);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
