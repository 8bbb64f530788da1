using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>The endpoints of the server.</summary>
internal static class KestrelEndpoints
{
    /// <summary>Listens on a port of 127.0.0.1 for HTTP/1.1, and behind it for the connections that turn out to be HTTP/2.</summary>
    public static void ListenLocalhostOnly(this KestrelServerOptions kestrel, int port, HandedConnections http2)
    {
        kestrel.Listen(http2.EndPoint, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        kestrel.Listen(IPAddress.Loopback, port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            ((IConnectionBuilder)endpoint).Use(next => ProtocolSniffer.Between(http2, next));
        });
    }
}
