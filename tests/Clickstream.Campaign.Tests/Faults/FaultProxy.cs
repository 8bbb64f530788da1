using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Clickstream.Campaign.Tests.Faults;

/// <summary>Stands between the program and a service, and does to some requests what networks and services do. What it does follows from a seed and the order of requests.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(5); // As AWS checks it.

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _service;
    private readonly FaultPlan _plan;
    private readonly Random _random;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly WebApplication _server;

    private FaultProxy(Uri service, FaultPlan plan, int seed)
    {
        (_service, _plan, _random) = (service, plan, new Random(seed));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Where the program finds the service.</summary>
    public Uri Url => new(_server.Urls.Single());

    /// <summary>What it did, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public static async Task<FaultProxy> StartAsync(Uri service, FaultPlan plan, int seed)
    {
        var proxy = new FaultProxy(service, plan, seed);
        await proxy._server.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var dialect = ServiceDialects.Of(context.Request);
        if (Refusal(context.Request, dialect) is { } refusal)
        {
            await RefuseAsync(context, refusal);
            return;
        }

        var dice = Roll();
        if ((dice -= _plan.Throttled) < 0)
        {
            Count("throttled");
            await RefuseAsync(context, FaultAnswer.Throttled(dialect));
        }
        else if ((dice -= _plan.Failed) < 0)
        {
            Count("failed");
            await RefuseAsync(context, FaultAnswer.Failed(dialect));
        }
        else if ((dice -= _plan.DroppedBefore) < 0)
        {
            Count("dropped before");
            context.Abort();
        }
        else
        {
            await ForwardAsync(context, isDropped: (dice -= _plan.DroppedAfter) < 0, isSlow: dice - _plan.Slow < 0);
        }
    }

    /// <summary>What AWS itself would refuse: a clock that is off, a token that has expired.</summary>
    private FaultAnswer? Refusal(HttpRequest request, ServiceDialect dialect)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (DateTimeOffset.TryParseExact(
                request.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed)
            && (signed - (now + _plan.ClockAhead)).Duration() > AllowedSkew)
        {
            Count("skewed");
            return FaultAnswer.Skewed(dialect);
        }

        var token = request.Headers["X-Amz-Security-Token"].ToString();
        if (_plan.TokenLife is { } life && _tokens.GetOrAdd(token, now) + life < now)
        {
            Count("expired");
            return FaultAnswer.Expired(dialect);
        }

        return null;
    }

    private async Task RefuseAsync(HttpContext context, FaultAnswer answer)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = "fault";
        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + _plan.ClockAhead).ToString("R", CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext context, bool isDropped, bool isSlow)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_service, context.Request.Path + context.Request.QueryString));
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        request.Content = new StreamContent(body);
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Transfer-Encoding" or "Expect")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.Host = context.Request.Host.Value; // Buckets are told apart by host, and the host is signed.
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (isSlow)
        {
            Count("slow");
            await Task.Delay(_plan.Slowness * Roll(), TimeProvider.System, context.RequestAborted);
        }

        if (isDropped)
        {
            await answer.Content.CopyToAsync(Stream.Null, context.RequestAborted);
            Count("dropped after");
            context.Abort();
            return;
        }

        Count("passed");
        await CopyAsync(answer, context);
    }

    private async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Date")))
        {
            context.Response.Headers[name] = new StringValues([.. values]);
        }

        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + _plan.ClockAhead).ToString("R", CultureInfo.InvariantCulture);
        var hasBody = context.Request.Method != "HEAD" && answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified);
        if (hasBody)
        {
            await using var content = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private double Roll()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
