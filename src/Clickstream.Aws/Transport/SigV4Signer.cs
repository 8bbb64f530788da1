using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Clickstream.Aws.Transport;

/// <summary>
/// Signature Version 4. The signing key is kept for the day. Safe for concurrent use. Source: "Create a signed AWS API request", IAM user
/// guide.
/// </summary>
internal sealed class SigV4Signer(string region, string service)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    private KeyOfDay? _key;

    /// <summary>The form of time in the header X-Amz-Date.</summary>
    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header Authorization.</summary>
    /// <param name="request">What is signed; its headers hold host and x-amz-date.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="timestamp">The value of x-amz-date.</param>
    public string Authorize(CanonicalRequest request, ImmutableCredentials credentials, string timestamp)
    {
        var date = timestamp[..8];
        var scope = $"{date}/{region}/{service}/aws4_request";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Text)));
        var toSign = Encoding.UTF8.GetBytes($"{Algorithm}\n{timestamp}\n{scope}\n{digest}");
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(KeyFor(credentials.SecretKey, date), toSign));
        return $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={request.SignedHeaders}, Signature={signature}";
    }

    private byte[] KeyFor(string secret, string date)
    {
        var known = _key;
        if (known?.Date == date && known.Secret == secret)
        {
            return known.Key;
        }

        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        key = HMACSHA256.HashData(key, "aws4_request"u8);
        _key = new KeyOfDay(date, secret, key);
        return key;
    }

    private sealed record KeyOfDay(string Date, string Secret, byte[] Key);
}
