using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clickstream.Local.KinesisApi;

/// <summary>
/// Shard iterators and tokens of lists: a kind, the time of issue and a content, with an HMAC, so that no caller can make one up.
/// </summary>
internal sealed class Tokens(byte[] secret, TimeProvider time)
{
    /// <summary>Both kinds live 5 minutes. Source: the API reference of GetShardIterator and ListShards.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private const int HeadBytes = 9; // The kind and the milliseconds.
    private const int MacBytes = 16; // Half of SHA-256, more than anyone will guess.

    /// <summary>What is read by a token.</summary>
    internal enum Kind : byte
    {
        ShardIterator = 1,
        ListShards = 2,
        ListStreams = 3,
        ListConsumers = 4,
    }

    public string Issue(Kind kind, ReadOnlySpan<byte> content)
    {
        var token = new byte[HeadBytes + content.Length + MacBytes];
        token[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), time.GetUtcNow().ToUnixTimeMilliseconds());
        content.CopyTo(token.AsSpan(HeadBytes));
        Mac(token.AsSpan(0, token.Length - MacBytes), token.AsSpan(token.Length - MacBytes));
        return Convert.ToBase64String(token);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="kind">What it must be.</param>
    /// <param name="text">The token.</param>
    /// <param name="isExpired">Whether its life is over.</param>
    /// <returns>Its content; null if it is not a token of ours, or of another kind.</returns>
    public byte[]? Read(Kind kind, string text, out bool isExpired)
    {
        isExpired = false;
        var token = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, token, out var length) || length < HeadBytes + MacBytes || token[0] != (byte)kind)
        {
            return null;
        }

        var body = token.AsSpan(0, length - MacBytes);
        Span<byte> mac = stackalloc byte[MacBytes];
        Mac(body, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, token.AsSpan(length - MacBytes, MacBytes)))
        {
            return null;
        }

        var issued = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(token.AsSpan(1)));
        isExpired = time.GetUtcNow() - issued > Life;
        return body[HeadBytes..].ToArray();
    }

    private void Mac(ReadOnlySpan<byte> body, Span<byte> mac)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, body, digest);
        digest[..MacBytes].CopyTo(mac);
    }
}
