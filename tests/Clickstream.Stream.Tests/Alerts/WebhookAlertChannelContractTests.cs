using System.Text;
using System.Text.Json;
using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Webhooks;

namespace Clickstream.Stream.Tests.Alerts;

public sealed class WebhookAlertChannelContractTests : AlertChannelContract
{
    protected override async Task<AlertChannelUnderTest> CreateAsync() => Create(await WebhookReceiver.StartAsync());

    protected override async Task<AlertChannelUnderTest> CreateBrokenAsync()
    {
        var receiver = await WebhookReceiver.StartAsync();
        var made = Create(receiver);
        await receiver.DisposeAsync();
        return made;
    }

    private static AlertChannelUnderTest Create(WebhookReceiver receiver)
    {
        var channel = new WebhookAlertChannel(new WebhookOptions { Url = new Uri(receiver.Address, "hook") }, TimeProvider.System);
        return new AlertChannelUnderTest(channel, _ => Task.FromResult(AlertsOf(receiver)), TellsRepeats: false, () =>
        {
            channel.Dispose();
            return receiver.DisposeAsync();
        });
    }

    private static IReadOnlyList<Alert> AlertsOf(WebhookReceiver receiver) =>
    [
        .. receiver.Requests.SelectMany(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("alerts").EnumerateArray())
            .Select(alert => AlertJson.Parse(Encoding.UTF8.GetBytes(alert.GetRawText()))),
    ];
}
