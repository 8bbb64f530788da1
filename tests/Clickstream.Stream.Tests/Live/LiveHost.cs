using System.Text.Json;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Tests.Live;

/// <summary>A feed, its view, a server on a free port and a client.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // A bound for a broken server; one that works answers at once.

    private LiveHost(WorkerFeed feed, LiveView view, LiveServer server)
    {
        (Feed, View, Server) = (feed, view, server);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address.Url,
            Timeout = Patience,
        };
    }

    public WorkerFeed Feed { get; }

    public LiveView View { get; }

    public LiveServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<LiveHost> StartAsync(LiveOptions? options = null, Func<LiveSources, LiveSources>? more = null, ILoggerFactory? logging = null)
    {
        var feed = new WorkerFeed();
        var sources = new LiveSources { Feed = feed, Logging = logging };
        var view = LiveView.Start(more?.Invoke(sources) ?? sources, TimeProvider.System);
        options ??= new LiveOptions { UpdateInterval = TimeSpan.FromMilliseconds(1) };
        options = options with { Address = options.Address with { Port = 0 } };
        return new LiveHost(feed, view, await LiveServer.StartAsync(options, view, logging, TimeProvider.System, CancellationToken.None));
    }

    public async Task<JsonElement> StateAsync()
    {
        await View.RefreshAsync(CancellationToken.None);
        return JsonDocument.Parse(await Client.GetStringAsync(new Uri("/api/state", UriKind.Relative))).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await View.DisposeAsync();
        Feed.Dispose();
    }
}
