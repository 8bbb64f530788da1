using System.Net;

namespace Clickstream.Aws.Transport;

/// <summary>The connections to one endpoint, kept open and shared by all calls.</summary>
internal static class HttpConnections
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3); // TLS included; a lost SYN is repeated once within it.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10); // Then a name is resolved anew; subscriptions last 5 minutes.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(15); // A dead connection under a subscription is noticed by it…
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10); // …and by its missing answer.

    /// <summary>
    /// A window that holds the largest event of a subscription (about 1 MiB) at once, so that a slow reader sees whole events.
    /// </summary>
    private const int StreamWindowBytes = 1024 * 1024;

    public static HttpMessageInvoker Open() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindowBytes,
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingTimeout,
        PooledConnectionLifetime = Lifetime,
        UseCookies = false,
    });

    /// <summary>The HTTP version to ask for, and what to do if the endpoint has another one.</summary>
    public static (Version Version, HttpVersionPolicy Policy) VersionFor(Uri endpoint, bool useHttp2WithoutTls) => endpoint.Scheme == Uri.UriSchemeHttps
        ? (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower)
        : useHttp2WithoutTls ? (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact) : (HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower);
}
