using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Wire;

/// <summary>The content types, and who reads and writes them.</summary>
internal static class WireFormat
{
    public const string Cbor = "application/x-amz-cbor-1.1";
    public const string Json = "application/x-amz-json-1.1";

    /// <summary>Whether a media type is CBOR; event streams say <c>application/cbor</c> too.</summary>
    public static bool IsCbor(string contentType) => contentType.Contains("cbor", StringComparison.OrdinalIgnoreCase);

    /// <summary>A reader of a part of a buffer. JSON decodes base64 where it stands, so a part is read once only.</summary>
    public static WireReader Read(PooledBuffer buffer, int start, int length, bool isCbor) => isCbor
        ? new CborWireReader(buffer.Array, start, length)
        : new JsonWireReader(buffer.Array, start, length);

    /// <summary>A writer at the end of a buffer.</summary>
    public static WireWriter Write(PooledBuffer buffer, bool asCbor) => asCbor ? new CborWireWriter(buffer) : new JsonWireWriter(buffer);

    /// <summary>Numbers below are seconds, above milliseconds: the year 5138, or March 1973.</summary>
    public static DateTimeOffset TimeOf(double epoch) => Math.Abs(epoch) < 1e11
        ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(epoch * 1000))
        : DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(epoch));
}
