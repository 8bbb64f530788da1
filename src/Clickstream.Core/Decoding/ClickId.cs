using System.Buffers.Binary;
using System.Security.Cryptography;
using Clickstream.Core.Events;
using Clickstream.Core.Hashing;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Identity of events. An event without an id of its own is identified by its content: 32 lower-case hexadecimal digits, the first 128
/// bits of SHA-256 over this form (integers little-endian):
/// <list type="number">
/// <item>the byte 1, the version of the form;</item>
/// <item>the event time, 8 bytes of microseconds since 1970;</item>
/// <item>event type, user, anonymous id, session, page, referrer, device type, os, browser, country, ip, user agent, product, order,
/// currency,
/// each as 4 bytes of length and its UTF-8, absent ones with length -1;</item>
/// <item>is_bot as one byte: 0, 1, or 255 if absent;</item>
/// <item>quantity and price (in units of its fourth decimal), 8 bytes each, absent ones -1;</item>
/// <item>4 bytes of metadata count, and each entry, in the order of the bytes of its key, as key and value with their lengths.</item>
/// </list>
/// Neither white space, nor the order of fields, nor when and where it was received changes it.
/// </summary>
public static class ClickId
{
    /// <summary>Characters of an id that is made from the content.</summary>
    public const int DerivedLength = 32;

    /// <summary>
    /// The 128-bit fingerprint of a click id: the number itself where the id is 32 lower-case hexadecimal digits, else its <see
    /// cref="Murmur3"/>.
    /// </summary>
    public static UInt128 KeyOf(ReadOnlySpan<byte> clickId) =>
        clickId.Length == DerivedLength && !clickId.ContainsAnyExcept(HexDigits) ? NumberOf(clickId) : Murmur3.Hash128(clickId);

    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Writes the id that is made of a key.</summary>
    internal static void Format(UInt128 key, Span<byte> to)
    {
        Span<byte> bytes = stackalloc byte[DerivedLength / 2];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        Convert.TryToHexStringLower(bytes, to, out _);
    }

    private static UInt128 NumberOf(ReadOnlySpan<byte> hexDigits)
    {
        Span<byte> bytes = stackalloc byte[DerivedLength / 2];
        Convert.FromHexString(hexDigits, bytes, out _, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Makes the id of a row from its content.</summary>
    /// <param name="batch">Holds the text of the row; its metadata must be in the order of the bytes of the keys.</param>
    /// <param name="row">The row.</param>
    /// <param name="form">Scratch, reused; grows as needed.</param>
    internal static UInt128 Derive(EventBatch batch, in EventRow row, ref byte[] form)
    {
        var length = Write(batch, in row, ref form);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(form.AsSpan(0, length), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private static int Write(EventBatch batch, in EventRow row, ref byte[] form)
    {
        ReadOnlySpan<TextSlice> texts =
        [
            row.EventType, row.UserId, row.AnonymousId, row.SessionId, row.PageUrl, row.ReferrerUrl, row.DeviceType, row.Os,
            row.Browser, row.Country, row.Ip, row.UserAgent, row.ProductId, row.OrderId, row.Currency,
        ];
        var metadata = batch.MetadataOf(in row);
        var size = 64;
        foreach (var text in texts)
        {
            size += 4 + Math.Max(text.Length, 0);
        }

        foreach (var entry in metadata)
        {
            size += 8 + entry.Key.Length + entry.Value.Length;
        }

        if (form.Length < size)
        {
            form = new byte[Math.Max(size, form.Length * 2)];
        }

        var to = form.AsSpan();
        to[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], row.Time.Microseconds);
        to = to[9..];
        foreach (var text in texts)
        {
            to = Put(to, batch, text);
        }

        to[0] = row.IsBot is { } isBot ? (byte)(isBot ? 1 : 0) : byte.MaxValue;
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], row.Quantity ?? -1);
        BinaryPrimitives.WriteInt64LittleEndian(to[9..], row.Price is { } price ? DecimalText.Unscaled(price) : -1);
        BinaryPrimitives.WriteInt32LittleEndian(to[17..], metadata.Length);
        to = to[21..];
        foreach (var entry in metadata)
        {
            to = Put(Put(to, batch, entry.Key), batch, entry.Value);
        }

        return form.Length - to.Length;
    }

    private static Span<byte> Put(Span<byte> to, EventBatch batch, TextSlice text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, text.Length);
        batch.Text(text).CopyTo(to[4..]);
        return to[(4 + Math.Max(text.Length, 0))..];
    }
}
