using System.Text;
using System.Text.Json;
using Clickstream.Aws.EventBridge;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.Sns;
using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.EventBridge;

public class EventBridgeAlertChannelTests
{
    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_rule_brings_alerts_to_its_target()
    {
        using var moto = await Moto.StartAsync();
        var bus = Emulator.UniqueName("alerts");
        var (queue, arn) = await moto.CreateQueueAsync();
        await moto.CallAsync(NarrowService.EventBridge, "CreateEventBus", new { Name = bus });
        await moto.CallAsync(NarrowService.EventBridge, "PutRule", new
        {
            Name = "large",
            EventBusName = bus,
            EventPattern = """{"source":["clickstream"],"detail-type":["Purchase Alert"],"detail":{"currency":["EUR"]}}""",
        });
        await moto.CallAsync(NarrowService.EventBridge, "PutTargets", new { Rule = "large", EventBusName = bus, Targets = new[] { new { Id = "queue", Arn = arn } } });
        using var channel = new EventBridgeAlertChannel(moto.Environment, new EventBridgeOptions { EventBus = bus, Resources = ["arn:aws:kinesis:us-east-1:123456789012:stream/clicks"] });

        Alert[] alerts = [.. Enumerable.Range(0, 12).Select(number => SnsAlertChannelTests.AlertOf(number, currency: number < 11 ? "EUR" : "USD"))];
        await channel.PublishAsync(alerts, false, Deadline.Token);

        var events = (await moto.ReceiveAsync(queue, 11)).Select(message => JsonDocument.Parse(message.Body).RootElement).ToList();
        Assert.Equal(
            alerts[..11],
            events.Select(item => AlertJson.Parse(Encoding.UTF8.GetBytes(item.GetProperty("detail").GetRawText()))).OrderBy(alert => alert.Id));
        Assert.Equal("arn:aws:kinesis:us-east-1:123456789012:stream/clicks", events[0].GetProperty("resources")[0].GetString());
    }

    [Fact]
    public async Task Only_the_events_that_failed_are_put_again()
    {
        await using var server = Script.Of(
            (200, """{"FailedEntryCount":1,"Entries":[{"EventId":"e"},{"ErrorCode":"ThrottlingException","ErrorMessage":"slower"}]}"""),
            (200, """{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}"""));
        using var channel = new EventBridgeAlertChannel(Script.EnvironmentAt(server.Address), new EventBridgeOptions());
        await channel.PublishAsync([SnsAlertChannelTests.AlertOf(1), SnsAlertChannelTests.AlertOf(2)], false, Deadline.Token);
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("order-2", Script.BodiesOf(server)[1], StringComparison.Ordinal);
        Assert.DoesNotContain("order-1", Script.BodiesOf(server)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_refused_for_good_is_not_put_again()
    {
        await using var server = Script.Of(
            (200, """{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSourceException","ErrorMessage":"no"}]}"""));
        using var channel = new EventBridgeAlertChannel(Script.EnvironmentAt(server.Address), new EventBridgeOptions());
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => channel.PublishAsync([SnsAlertChannelTests.AlertOf(1)], false, Deadline.Token));
        Assert.False(failure.IsTransient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Large_alerts_are_put_within_256_KB_a_call()
    {
        await using var server = Script.Of(
            (200, """{"FailedEntryCount":0,"Entries":[{"EventId":"1"},{"EventId":"2"},{"EventId":"3"},{"EventId":"4"}]}"""));
        using var channel = new EventBridgeAlertChannel(Script.EnvironmentAt(server.Address), new EventBridgeOptions());
        await channel.PublishAsync(
            [.. Enumerable.Range(0, 9).Select(number => SnsAlertChannelTests.AlertOf(number, text: new string('x', 60_000)))], false, Deadline.Token);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.InRange(request.Body.Length, 1, 256 * 1024));
    }
}
