using System.IO.Compression;
using System.Security.Cryptography;

namespace Clickstream.Stream.Live.Api;

/// <summary>An answer that several visitors get: serialised once, compressed once, with an ETag of its content. Safe for concurrent use.</summary>
internal sealed class CachedAnswer
{
    private const int SmallBytes = 1_400; // It fits into one packet as it is.

    private readonly Lazy<byte[]> _compressed;

    public CachedAnswer(byte[] json)
    {
        Json = json;
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 12))}\"";
        _compressed = new Lazy<byte[]>(() => Compress(json));
    }

    public byte[] Json { get; }

    public string ETag { get; }

    public bool IsWorthCompressing => Json.Length > SmallBytes;

    public byte[] Compressed => _compressed.Value;

    private static byte[] Compress(byte[] json)
    {
        using var to = new MemoryStream(json.Length / 4);
        using (var zip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(json);
        }

        return to.ToArray();
    }
}
