using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>
/// A topic of alerts and an HTTP subscriber that gets everything published to it. Not a queue: to take 1,200 messages out of one, moto needs a minute.
/// </summary>
internal sealed class AlertSubscriber : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Order, string Id)> _messages = new();

    private AlertSubscriber()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(TakeAsync);
    }

    /// <summary>The ARN of the topic.</summary>
    public string Topic { get; private set; } = string.Empty;

    /// <summary>What came, repeats included: the order that a message is about, and the alert's id.</summary>
    public IReadOnlyCollection<(string Order, string Id)> Messages => _messages;

    public static async Task<AlertSubscriber> SubscribeAsync(Uri moto, string topic)
    {
        var subscriber = new AlertSubscriber();
        await subscriber._server.StartAsync();
        subscriber.Topic = (await PlainCalls.QueryAsync(moto, "sns", "CreateTopic", ("Name", topic))).Text("TopicArn");
        await PlainCalls.QueryAsync(
            moto, "sns", "Subscribe", ("TopicArn", subscriber.Topic), ("Protocol", "http"), ("Endpoint", subscriber._server.Urls.Single()));
        return subscriber;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var envelope = (await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted)).RootElement;
        if (envelope.GetProperty("Type").GetString() == "Notification")
        {
            var alert = JsonDocument.Parse(envelope.GetProperty("Message").GetString()!).RootElement;
            _messages.Enqueue((alert.GetProperty("order").GetString()!, alert.GetProperty("id").GetString()!));
        }
    }
}
