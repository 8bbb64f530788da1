using Clickstream.Local.KinesisApi.Operations;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clickstream.Local.KinesisApi;

/// <summary>
/// The streams of a data folder behind the Kinesis Data Streams API on 127.0.0.1, for development: any AWS SDK whose endpoint is
/// <see cref="Address"/> puts and reads as on AWS. JSON and CBOR, HTTP/1.1 and HTTP/2 with prior knowledge, all on one port without TLS.
/// What it does, and where it is not like the service, is in docs/kinesis-api.md.
/// <example>
/// <code>
/// await using var server = await KinesisApiServer.StartAsync(new KinesisApiOptions { Folder = folder, Shards = 2 }, time, null, token);
/// var endpoint = server.Address; // http://127.0.0.1:PORT/
/// </code>
/// </example>
/// </summary>
public sealed class KinesisApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5); // For a call that hangs; subscriptions end at once.

    private readonly WebApplication _app;
    private readonly StreamHouse _house;
    private readonly CancellationTokenSource _stopping;
    private readonly RetentionLoop _retention;
    private readonly IDisposable _lock;
    private bool _isDisposed;

    private KinesisApiServer(Parts parts, RetentionLoop retention)
    {
        (_app, _house, _stopping, _lock) = parts;
        _retention = retention;
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new Uri(addresses.Single(address => address.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)));
    }

    /// <summary>Where it listens, for HTTP/1.1 and HTTP/2.</summary>
    public Uri Address { get; }

    /// <summary>Starts the server; one at a time serves a data folder, whose other commands may run meanwhile.</summary>
    /// <param name="options">How.</param>
    /// <param name="time">The clock of arrivals, limits, iterators and subscriptions.</param>
    /// <param name="logging">Where the web server's warnings go; null drops them.</param>
    /// <param name="cancellationToken">Aborts the start.</param>
    /// <exception cref="KinesisApiException">The port or the folder is in use, or the options do not fit the folder.</exception>
    /// <exception cref="Sqlite.LocalStoreException">The folder cannot be written.</exception>
    public static async Task<KinesisApiServer> StartAsync(
        KinesisApiOptions options, TimeProvider time, ILoggerFactory? logging, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new KinesisApiException(string.Join(' ', problems));
        }

        var folderLock = Lock(options);
        StreamHouse? house = null;
        try
        {
            house = await StreamHouse.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
            return await StartAsync(options, time, logging, (house, folderLock), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            house?.Dispose();
            await folderLock.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the subscriptions, lets the calls under way finish, and closes the streams.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A call hangs; disposing cuts it off.
        }

        await _app.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        _house.Dispose();
        _stopping.Dispose();
        _lock.Dispose();
    }

    private static async Task<KinesisApiServer> StartAsync(
        KinesisApiOptions options,
        TimeProvider time,
        ILoggerFactory? logging,
        (StreamHouse House, IDisposable Lock) opened,
        CancellationToken cancellationToken)
    {
        var stopping = new CancellationTokenSource();
        var app = Build(options, logging);
        var api = new ApiContext(opened.House, new Tokens(opened.House.Catalog.Secret, time), options, time);
        var endpoint = new ApiEndpoint(new OperationTable(api), new SubscriptionOperation(api, stopping.Token), options.RequireSignature);
        app.Run(endpoint.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new KinesisApiServer(new Parts(app, opened.House, stopping, opened.Lock), new RetentionLoop(opened.House, time));
        }
        catch (Exception fault)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            if (fault is IOException { InnerException: AddressInUseException })
            {
                throw new KinesisApiException(
                    $"Port {options.Port} of 127.0.0.1 is in use. Stop the program that listens there, or name another one with --port.", fault);
            }

            throw;
        }
    }

    private static WebApplication Build(KinesisApiOptions options, ILoggerFactory? logging)
    {
        // The empty builder reads no environment variables and no files, so nothing but the options decides where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (logging is not null)
        {
            builder.Services.AddSingleton(logging);
        }

        var http2 = new HandedConnections();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.Limits.MinResponseDataRate = null; // A subscriber may be as slow as it likes.
            kestrel.ListenLocalhostOnly(options.Port, http2);
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(http2);
        return builder.Build();
    }

    private static FileStream Lock(KinesisApiOptions options)
    {
        try
        {
            return new FileStream(options.Folder.KinesisLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException fault)
        {
            throw new KinesisApiException(
                $"Another 'clickstream kinesis' serves the data folder '{options.Folder.Root}'. Use that one, or name another folder with --data.",
                fault);
        }
    }

    private sealed record Parts(WebApplication App, StreamHouse House, CancellationTokenSource Stopping, IDisposable Lock);
}
