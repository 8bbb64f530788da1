using System.Net.Http.Headers;
using System.Security.Cryptography;
using Amazon.Runtime;

namespace Clickstream.Aws.Transport;

/// <summary>
/// Makes the HTTP message of one attempt, signed at a time. The time and the credentials change between attempts, the body does not.
/// </summary>
internal sealed class RequestSigner(Uri endpoint, SigV4Signer signer, (Version Version, HttpVersionPolicy Policy) http)
{
    private readonly Uri _address = new(endpoint, "/");
    private readonly string _host = endpoint.IsDefaultPort ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}";

    /// <summary>The hash of a body, which is the same in all attempts.</summary>
    public static string HashOf(PooledBuffer body) => Convert.ToHexStringLower(SHA256.HashData(body.Span));

    public HttpRequestMessage Sign(AwsRequest request, string bodyHash, ImmutableCredentials credentials, DateTimeOffset time)
    {
        var timestamp = SigV4Signer.FormatTime(time);
        var headers = new List<(string Name, string Value)>(5)
        {
            ("content-type", request.ContentType), ("host", _host), ("x-amz-date", timestamp),
        };
        if (!string.IsNullOrEmpty(credentials.Token))
        {
            headers.Add(("x-amz-security-token", credentials.Token));
        }

        if (request.Target is { } target)
        {
            headers.Add(("x-amz-target", target));
        }

        var canonical = CanonicalRequest.Of("POST", _address, headers, bodyHash);
        var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new RequestBody(request.Body),
            Version = http.Version,
            VersionPolicy = http.Policy,
        };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("x-", StringComparison.Ordinal))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        message.Headers.TryAddWithoutValidation("Authorization", signer.Authorize(canonical, credentials, timestamp));
        message.Headers.TryAddWithoutValidation("User-Agent", "clickstream");
        return message;
    }
}
