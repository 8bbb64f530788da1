using System.Text;
using System.Text.Json;
using Clickstream.Aws.EventBridge;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.EventBridge;

/// <summary>A bus with a rule that leads to a queue.</summary>
public sealed class EventBridgeAlertChannelContractTests : AlertChannelContract
{
    protected override Task<AlertChannelUnderTest> CreateAsync() => CreateAsync(isThere: true);

    protected override Task<AlertChannelUnderTest> CreateBrokenAsync() => CreateAsync(isThere: false);

    private static async Task<AlertChannelUnderTest> CreateAsync(bool isThere)
    {
        var moto = await Moto.StartAsync();
        var bus = Emulator.UniqueName("alerts");
        var (queue, arn) = await moto.CreateQueueAsync();
        if (isThere)
        {
            await moto.CallAsync(NarrowService.EventBridge, "CreateEventBus", new { Name = bus });
            await moto.CallAsync(
                NarrowService.EventBridge, "PutRule", new { Name = "all", EventBusName = bus, EventPattern = """{"source":["clickstream"]}""" });
            await moto.CallAsync(
                NarrowService.EventBridge, "PutTargets", new { Rule = "all", EventBusName = bus, Targets = new[] { new { Id = "queue", Arn = arn } } });
        }

        var channel = new EventBridgeAlertChannel(moto.Environment, new EventBridgeOptions { EventBus = bus });
        return new AlertChannelUnderTest(channel, count => ReceiveAsync(moto, queue, count), TellsRepeats: false, () =>
        {
            channel.Dispose();
            moto.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<IReadOnlyList<Alert>> ReceiveAsync(Moto moto, string queue, int count) =>
    [
        .. (await moto.ReceiveAsync(queue, count)).Select(message =>
            AlertJson.Parse(Encoding.UTF8.GetBytes(JsonDocument.Parse(message.Body).RootElement.GetProperty("detail").GetRawText()))),
    ];
}
