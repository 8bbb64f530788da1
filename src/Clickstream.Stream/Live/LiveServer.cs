using System.Reactive.Disposables;
using Clickstream.Stream.Live.Api;
using Clickstream.Stream.Live.Metrics;
using Clickstream.Stream.Live.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live;

/// <summary>
/// Serves the live page of a worker: <c>/</c>, <c>/api/state</c>, <c>/api/events</c>, <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>.
/// It only reads; whatever happens to it, the worker goes on.
/// </summary>
public sealed class LiveServer : IAsyncDisposable
{
    private const int MaxRequestLine = 4 * 1024; // No address of ours is longer; a provider's code and state take most.
    private const int ConnectionsOfClient = 4; // Its stream of events, and what it asks for besides; a browser opens up to six for a moment.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5); // For a request that hangs; streams of events end at once.

    private readonly WebApplication _app;
    private readonly IDisposable _owned;
    private readonly CancellationTokenSource _stopping;
    private bool _isDisposed;

    private LiveServer(WebApplication app, IDisposable owned, CancellationTokenSource stopping, LiveAddress address)
    {
        _app = app;
        _owned = owned;
        _stopping = stopping;
        Address = address;
    }

    /// <summary>Where it listens, with the port it was given.</summary>
    public LiveAddress Address { get; }

    /// <summary>The paths that it answers.</summary>
    internal IEnumerable<string> Paths => ((IEndpointRouteBuilder)_app).DataSources
        .SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>()
        .Select(endpoint => endpoint.RoutePattern.RawText!);

    /// <summary>Starts the server. The view is not started and not disposed by it.</summary>
    /// <param name="options">How.</param>
    /// <param name="view">What it shows.</param>
    /// <param name="logging">Where the web server's warnings go; null drops them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Aborts the start.</param>
    /// <exception cref="LiveServerException">It cannot be served; the message holds the remedy.</exception>
    public static async Task<LiveServer> StartAsync(
        LiveOptions options, LiveView view, ILoggerFactory? logging, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new LiveServerException(LiveServerProblem.InvalidOptions, string.Join(' ', problems));
        }

        var app = Build(options, logging);
        var metrics = new MetricsPage();
        var stopping = new CancellationTokenSource();
        var access = new LiveAccess(options);
        var isPublicHttps = options.PublicUrl?.Scheme == Uri.UriSchemeHttps;
        app.Use((context, next) => SecurityHeaders.InvokeAsync(context, new RequestDelegate(next), isPublicHttps));
        app.Use((context, next) => access.CheckHostAsync(context, new RequestDelegate(next)));
        if (options.OpenId is not null)
        {
            app.UseAuthentication();
        }

        app.Use((context, next) => access.CheckVisitorAsync(context, new RequestDelegate(next)));
        app.UseRouting();
        new SignInPage(options, access).Map(app);
        LiveAssets.Map(app);
        MapData(app, view, new LiveEvents(view.Board, options, time), stopping.Token);
        var api = LiveApi.Map(app, options, view, time, stopping.Token);
        var owned = new CompositeDisposable(metrics, api);
        app.MapGet("/metrics", context => metrics.ServeAsync(context));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (StartFailure.Explain(exception, options.Address) is { } explained)
        {
            await DisposeAsync(app, owned, stopping);
            throw explained;
        }

        return new LiveServer(app, owned, stopping, options.Address with { Port = PortOf(app) });
    }

    /// <summary>Ends the visitors' connections and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // A request hangs; disposing cuts it off.
        }

        await DisposeAsync(_app, _owned, _stopping);
    }

    private static async ValueTask DisposeAsync(WebApplication app, IDisposable owned, CancellationTokenSource stopping)
    {
        await app.DisposeAsync();
        owned.Dispose();
        stopping.Dispose();
    }

    private static WebApplication Build(LiveOptions options, ILoggerFactory? logging)
    {
        // The empty builder reads no environment variables and no files, so nothing but the options decides where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        if (logging is not null)
        {
            builder.Services.AddSingleton<ILoggerFactory>(new QuietLogging(logging));
        }

        if (options.OpenId is { } openId)
        {
            OpenId.AddTo(builder.Services, openId);
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.MaxConcurrentConnections = options.MaxClients * ConnectionsOfClient;
            kestrel.Listen(options.Address.Address, options.Address.Port);
        });
        return builder.Build();
    }

    private static void MapData(WebApplication app, LiveView view, LiveEvents events, CancellationToken stopping)
    {
        app.MapGet("/api/state", context => JsonAsync(context, view.Board.Since(0).Json));
        app.MapGet("/api/events", context => events.HandleAsync(context, stopping));
        app.MapGet("/healthz", context => TextAsync(context, StatusCodes.Status200OK, "ok"));
        app.MapGet("/readyz", context => view.IsReady
            ? TextAsync(context, StatusCodes.Status200OK, "ready")
            : TextAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready"));
    }

    private static Task JsonAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static int PortOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return BindingAddress.Parse(addresses.Single()).Port;
    }
}
