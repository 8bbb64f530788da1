using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Clickstream.Core.Alerts.Webhooks;

/// <summary>
/// How a receiver knows that a webhook came from us and is new: <c>Clickstream-Signature: v1=HEX</c>, where HEX is HMAC-SHA256, keyed with the shared
/// secret (UTF-8), of the text of <c>Clickstream-Timestamp</c> (seconds since 1970), a full stop, and the bytes of the body.
/// A receiver computes it again, compares in constant time, and refuses time stamps older than some minutes.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header with the seconds since 1970 at which the request was signed.</summary>
    public const string TimestampHeader = "Clickstream-Timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "Clickstream-Signature";

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    public static string Compute(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = new ArrayBufferWriter<byte>(body.Length + 32);
        signed.Write(Encoding.ASCII.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture) + "."));
        signed.Write(body);
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed.WrittenSpan));
    }

    /// <summary>Whether a signature is right; in constant time.</summary>
    public static bool IsValid(string secret, long timestamp, ReadOnlySpan<byte> body, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Compute(secret, timestamp, body)));
}
