using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect.Http;

/// <summary>The web server of the collector. Paths are compared exactly, so there is nothing to traverse.</summary>
internal sealed class CollectServer : IAsyncDisposable
{
    private const int MaxRequestLine = 16 * 1024; // Pixels carry their event in it.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5); // For requests that are under way.

    private readonly WebApplication _app;

    private CollectServer(WebApplication app, IPEndPoint address) => (_app, Address) = (app, address);

    /// <summary>Where it listens, with the port it was given.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="CollectException">It cannot listen there.</exception>
    public static async Task<CollectServer> StartAsync(CollectOptions options, RequestDelegate handle, ILoggerFactory? logging, CancellationToken cancellationToken)
    {
        // The empty builder reads no environment variables and no files, so nothing but the options decides where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (logging is not null)
        {
            builder.Services.AddSingleton(logging);
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var app = builder.Build();
        app.Run(handle);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception fault) when (Explain(fault, options.Address) is { } explained)
        {
            await app.DisposeAsync();
            throw explained;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new CollectServer(app, new IPEndPoint(options.Address.Address, BindingAddress.Parse(addresses.Single()).Port));
    }

    /// <summary>Takes no more requests, and waits a moment for those that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A request hangs; disposing cuts it off, and it was not answered.
        }

        await _app.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, CollectOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.Limits.MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxConcurrentConnections = options.Limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.KeepAliveTimeout = options.Limits.KeepAlive;
        kestrel.Limits.RequestHeadersTimeout = options.Limits.HeadersTimeout;
        // Headers have Kestrel's own limits (100 of them, 32 KiB), and a body that comes at less than 240 bytes a second is cut off after 5 s.
        kestrel.Listen(options.Address, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static CollectException? Explain(Exception exception, IPEndPoint address)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            var text = cause switch
            {
                AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                    $"Port {address.Port} of {address.Address} is in use by another process. Stop it, or take another with --port; 0 takes a free one.",
                SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                    $"This machine has no address {address.Address}. Take 127.0.0.1, 0.0.0.0, or an address of this machine.",
                SocketException { SocketErrorCode: SocketError.AccessDenied } => $"The collector may not listen on port {address.Port}. Take one above 1023.",
                _ => null,
            };
            if (text is not null)
            {
                return new CollectException(text, exception);
            }
        }

        return null;
    }
}
