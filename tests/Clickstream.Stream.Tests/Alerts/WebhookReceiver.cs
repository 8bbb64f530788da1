using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Tests.Alerts;

/// <summary>A real receiver on loopback, on a port of its own.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebhookRequest> _requests = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Every request that came, answered or not.</summary>
    public IReadOnlyList<WebhookRequest> Requests => [.. _requests];

    /// <summary>Decides the answer; given how many requests came before.</summary>
    public Func<int, WebhookAnswer> Answer { get; set; } = _ => new WebhookAnswer(200);

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/hook", receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var answer = Answer(_requests.Count);
        _requests.Enqueue(new WebhookRequest(body.ToArray(), headers));
        if (answer.Until.CanBeCanceled)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(answer.Until, context.RequestAborted);
            var over = new TaskCompletionSource();
            await using var registration = either.Token.Register(over.SetResult);
            await over.Task;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is not null)
            context.Response.Headers.RetryAfter = answer.RetryAfter;
    }
}

internal sealed record WebhookRequest(byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public IReadOnlyList<string> AlertIds
    {
        get
        {
            using var body = JsonDocument.Parse(Body);
            return [.. body.RootElement.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("id").GetString()!)];
        }
    }
}

internal sealed record WebhookAnswer(int Status, string? RetryAfter = null, CancellationToken Until = default);
