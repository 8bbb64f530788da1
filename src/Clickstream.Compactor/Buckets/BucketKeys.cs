using System.Buffers;
using System.Buffers.Binary;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// The file of keys beside a bucket: the short fingerprints of its click ids, in order and as differences, and the fingerprints of its orders.
/// With it, rows of other buckets are compared without reading this one, which is ten times as large. That two click ids share a short
/// fingerprint by chance costs a look at the bucket, and never a row.
/// </summary>
internal static class BucketKeys
{
    private const uint Magic = 0x314B5343; // "CSK1"
    private const int ShortShift = 16;

    /// <summary>Writes the keys of rows.</summary>
    public static async Task WriteAsync(FactColumns columns, PurchaseSums sums, System.IO.Stream output, CancellationToken cancellationToken)
    {
        var keys = new ulong[columns.Count];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = KeyLog.Shorten(ClickId.KeyOf(columns.ClickIds[row])) >> ShortShift;
        }

        Array.Sort(keys);
        var buffer = new ArrayBufferWriter<byte>((keys.Length * 5) + 1024);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(sizeof(uint)), Magic);
        buffer.Advance(sizeof(uint));
        WriteNumber(buffer, (ulong)keys.Length);
        var previous = 0UL;
        foreach (var key in keys)
        {
            WriteNumber(buffer, key - previous);
            previous = key;
        }

        WriteNumber(buffer, (ulong)sums.Orders.Count);
        foreach (var order in sums.Orders.Order())
        {
            BinaryPrimitives.WriteUInt128LittleEndian(buffer.GetSpan(16), order);
            buffer.Advance(16);
        }

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    /// <summary>Reads a file of keys.</summary>
    /// <param name="content">Its bytes, compared with their checksum before.</param>
    /// <returns>The short fingerprints as <see cref="KeyLog.Shorten"/> makes them, and the orders.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (ulong[] Clicks, UInt128[] Orders) Read(ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(content) != Magic)
        {
            throw new InvalidDataException("It is no file of keys.");
        }

        var at = sizeof(uint);
        var clicks = new ulong[ReadNumber(content, ref at)];
        var key = 0UL;
        for (var i = 0; i < clicks.Length; i++)
        {
            key += ReadNumber(content, ref at);
            clicks[i] = key << ShortShift;
        }

        var orders = new UInt128[ReadNumber(content, ref at)];
        for (var i = 0; i < orders.Length; i++)
        {
            orders[i] = BinaryPrimitives.ReadUInt128LittleEndian(content[at..]);
            at += 16;
        }

        return (clicks, orders);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> to, ulong number)
    {
        var span = to.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            span[length++] = (byte)(number | 0x80);
        }

        span[length++] = (byte)number;
        to.Advance(length);
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> from, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var value = from[at++];
            number |= (ulong)(value & 0x7F) << shift;
            if (value < 0x80)
            {
                return number;
            }
        }
    }
}
