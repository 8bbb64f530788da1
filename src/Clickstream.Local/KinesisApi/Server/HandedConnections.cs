using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>
/// A transport whose connections are handed over by another endpoint of the same server. Kestrel offers HTTP/1.1 or HTTP/2 on a port
/// without TLS, never both; so the port is an endpoint of HTTP/1.1, and connections that begin as HTTP/2 go on to an endpoint of HTTP/2
/// that listens here.
/// </summary>
internal sealed class HandedConnections : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Waiting = 512; // As many as the system queues for a port by default; the accept loop empties it at once.

    private readonly Channel<ConnectionContext> _connections = Channel.CreateBounded<ConnectionContext>(Waiting);

    /// <summary>Where the endpoint of HTTP/2 listens.</summary>
    public EndPoint EndPoint { get; } = new Place();

    /// <summary>Hands a connection over.</summary>
    /// <returns>Completes when the other endpoint is done with it.</returns>
    public async Task HandAsync(ConnectionContext connection)
    {
        var handed = new HandedConnection(connection);
        await _connections.Writer.WriteAsync(handed, connection.ConnectionClosed).ConfigureAwait(false);
        await handed.Done.ConfigureAwait(false);
    }

    public bool CanBind(EndPoint endpoint) => endpoint == EndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Listener(endpoint, _connections));

    private sealed class Place : EndPoint
    {
        public override string ToString() => "HTTP/2 on the same port";
    }

    private sealed class Listener(EndPoint endpoint, Channel<ConnectionContext> connections) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && connections.Reader.TryRead(out var connection)
                ? connection
                : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            connections.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
