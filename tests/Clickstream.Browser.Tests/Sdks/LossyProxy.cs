using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Browser.Tests.Sdks;

/// <summary>
/// A network before the collector that loses the first answer to each client: the events are taken, but the client does not learn of it, so it has to send
/// them again. While it is down, it loses the requests themselves.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private static readonly string[] NotPassedOn = ["Host", "Connection", "Content-Length", "Transfer-Encoding"];

    private readonly ConcurrentDictionary<string, bool> _lost = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
    private readonly WebApplication _app;
    private readonly Uri _collector;
    private int _posts;

    private LossyProxy(WebApplication app, Uri collector) => (_app, _collector) = (app, collector);

    /// <summary>Where clients send to.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>Whether requests are lost.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers that were lost on purpose.</summary>
    public int Lost => _lost.Count;

    /// <summary>Requests with events that came so far.</summary>
    public int Posts => Volatile.Read(ref _posts);

    public static async Task<LossyProxy> StartAsync(Uri collector)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new LossyProxy(app, collector);
        app.Run(proxy.PassOnAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    // To a browser by a connection that breaks, to a server by a gateway that gave up: what either meets in life.
    private static void Lose(HttpContext context)
    {
        if (context.Request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            context.Abort();
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (isPost)
        {
            Interlocked.Increment(ref _posts);
        }

        if (IsDown)
        {
            context.Abort();
            return;
        }

        // The whole request is read before, since a page that is closed takes its connection with it.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_collector, context.Request.Path + context.Request.QueryString));
        if (isPost)
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var response = await _client.SendAsync(request);
        if (isPost && _lost.TryAdd($"{context.Request.Headers.UserAgent} {context.Request.Headers.Referer} {context.Request.Path}", true))
        {
            Lose(context);
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var answer = await response.Content.ReadAsByteArrayAsync();
        if (answer.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer);
        }
    }
}
