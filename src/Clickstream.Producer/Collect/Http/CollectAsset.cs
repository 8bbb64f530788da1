using System.IO.Compression;
using System.Security.Cryptography;

namespace Clickstream.Producer.Collect.Http;

/// <summary>A file that the collector serves to pages of any origin, such as a script with an integrity hash.</summary>
/// <param name="Path">The path, exactly.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="MaxAge">How long a browser may keep it.</param>
public sealed record CollectAsset(string Path, string ContentType, ReadOnlyMemory<byte> Content, TimeSpan MaxAge)
{
    /// <summary>What browsers ask with whether theirs is still the same.</summary>
    public string EntityTag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Content.Span).AsSpan(0, 16))}\"";

    /// <summary>The content, compressed once for all who take it so.</summary>
    public ReadOnlyMemory<byte> Zipped { get; } = Zip(Content);

    private static byte[] Zip(ReadOnlyMemory<byte> content)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.SmallestSize))
        {
            zip.Write(content.Span);
        }

        return zipped.ToArray();
    }
}
