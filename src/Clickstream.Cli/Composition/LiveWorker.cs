using Clickstream.Cli.Costs;
using Clickstream.Core.Alerts.Webhooks;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clickstream.Cli.Composition;

/// <summary>Workers on a backend, one after the other, behind one live page that stays.</summary>
internal sealed class LiveWorker : IAsyncDisposable
{
    private readonly Backend _backend;
    private readonly WorkerPorts _ports;
    private readonly WebhookAlertChannel? _webhook;
    private readonly ILoggerFactory _logging;
    private readonly WorkerFeed _feed;
    private readonly LiveView _view;
    private readonly LiveServer _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _minutes;

    private LiveWorker(Backend backend, WorkerPorts ports, WebhookAlertChannel? webhook, ILoggerFactory logging, LiveStart live)
    {
        (_backend, _ports, _webhook, _logging) = (backend, ports, webhook, logging);
        (_feed, _view, _server) = (live.Feed, live.View, live.Server);
        _minutes = live.Minutes?.RunAsync(_stopping.Token) ?? Task.CompletedTask;
    }

    /// <summary>Where the live page is.</summary>
    public Uri Page => _server.Address.Url;

    /// <summary>Opens the ports and starts the live page.</summary>
    public static async Task<LiveWorker> StartAsync(
        Backend backend, LiveStartOptions start, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var (live, webhook, rules) = start;
        var channels = backend.ChannelsWith(webhook);
        var leases = await backend.LeasesAsync(cancellationToken);
        var claims = await backend.ClaimsAsync(cancellationToken);
        var ports = new WorkerPorts(await backend.StreamAsync(cancellationToken), leases, backend.Objects, backend.Delivery, claims, channels)
        {
            Purchases = rules.CountsPurchases ? backend.Purchases : null,
        };
        var feed = new WorkerFeed();
        var minutes = rules.Rules.All(rule => rule.IsOfEvents) ? null : new MinuteAlerts(
            rules, feed, new MinuteAlertPorts(claims, channels, backend.Objects), backend.Time, logging.CreateLogger<MinuteAlerts>());
        var sources = new LiveSources
        {
            Feed = feed,
            Store = backend.Objects,
            Leases = leases,
            Alerts = backend.FollowAlerts(),
            Replay = new LiveReplayer(backend).ReplayAsync,
            Cost = LiveCostMeter.Estimate,
            OnMinute = minutes is null ? null : minutes.Add,
            Logging = logging,
        };
        var view = LiveView.Start(sources, backend.Time);
        try
        {
            var server = await LiveServer.StartAsync(live, view, logging, backend.Time, cancellationToken);
            return new LiveWorker(backend, ports, webhook, logging, new LiveStart(feed, view, server, minutes));
        }
        catch
        {
            await view.DisposeAsync();
            feed.Dispose();
            throw;
        }
    }

    /// <summary>Runs a worker, with the times of the backend's lease table, in a Generic Host until it ends by itself, or is drained or aborted.</summary>
    public async Task<WorkerSummary> RunAsync(WorkerOptions options, CancellationToken drain, CancellationToken abort)
    {
        options = options with { Failover = _backend.Failover, LeaseListing = _backend.LeaseListing };
        using var worker = new StreamWorker(_ports, options, _backend.Time, _logging.CreateLogger<StreamWorker>(), _feed);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(_logging);
        builder.Services.AddSingleton(worker);
        builder.Services.AddSingleton<StreamWorkerService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StreamWorkerService>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan); // The second Ctrl-C ends it, not a clock.
        using var host = builder.Build();
        var service = host.Services.GetRequiredService<StreamWorkerService>();
        await host.StartAsync(abort);
        using (drain.Register(() => _ = host.StopAsync(abort)))
        {
            return await service.Summary;
        }
    }

    /// <summary>Shows what is stored now, without waiting for the next turn.</summary>
    public Task RefreshPageAsync(CancellationToken cancellationToken) => _view.RefreshAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _minutes;
        _stopping.Dispose();
        await _server.DisposeAsync();
        await _view.DisposeAsync();
        _feed.Dispose();
        _webhook?.Dispose();
    }

    private sealed record LiveStart(WorkerFeed Feed, LiveView View, LiveServer Server, MinuteAlerts? Minutes);
}
