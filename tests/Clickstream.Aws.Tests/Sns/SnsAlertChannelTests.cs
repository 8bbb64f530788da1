using System.Globalization;
using System.Text.Json;
using Clickstream.Aws.Sns;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Sns;

public class SnsAlertChannelTests
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:purchases";

    public static Alert AlertOf(int number, decimal revenue = 10, string currency = "EUR", string? text = null) => new(
        $"purchase-{number:x32}", "purchase", $"order-{number}", "user-1", "product-1", 2, revenue, currency,
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, text ?? "Order.");

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Subscriptions_receive_what_their_filter_policy_lets_through()
    {
        using var moto = await Moto.StartAsync();
        var topic = await moto.SnsAsync("CreateTopic", "TopicArn", ("Name", Emulator.UniqueName("purchases")));
        var all = await SubscribeAsync(moto, topic, "{}");
        var large = await SubscribeAsync(moto, topic, """{"revenue":[{"numeric":[">=",100]}],"currency":["EUR"]}""");
        using var channel = new SnsAlertChannel(moto.Environment, new SnsOptions { TopicArn = topic });

        Alert[] alerts = [.. Enumerable.Range(0, 23).Select(number => AlertOf(number, revenue: number * 10, currency: number % 2 == 0 ? "EUR" : "USD"))];
        await channel.PublishAsync(alerts, false, Deadline.Token);

        Assert.Equal(alerts, (await ReceiveAsync(moto, all, 23)).OrderBy(alert => alert.Id));
        Assert.Equal(
            alerts.Where(alert => alert is { Revenue: >= 100, Currency: "EUR" }), (await ReceiveAsync(moto, large, 7)).OrderBy(alert => alert.Id));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_fifo_topic_takes_each_alert_once()
    {
        using var moto = await Moto.StartAsync();
        var topic = await moto.SnsAsync(
            "CreateTopic", "TopicArn", ("Name", Emulator.UniqueName("purchases") + ".fifo"), ("Attributes.entry.1.key", "FifoTopic"), ("Attributes.entry.1.value", "true"));
        var queue = await SubscribeAsync(moto, topic, null);
        using var channel = new SnsAlertChannel(moto.Environment, new SnsOptions { TopicArn = topic });
        await channel.PublishAsync([AlertOf(1), AlertOf(2)], false, Deadline.Token);
        await channel.PublishAsync([AlertOf(2), AlertOf(3)], true, Deadline.Token);
        Assert.Equal([AlertOf(1), AlertOf(2), AlertOf(3)], (await ReceiveAsync(moto, queue, 3)).OrderBy(alert => alert.Id));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_topic_that_is_gone_is_named_with_the_remedy()
    {
        using var moto = await Moto.StartAsync();
        using var channel = new SnsAlertChannel(moto.Environment, new SnsOptions { TopicArn = Topic + "-gone" });
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => channel.PublishAsync([AlertOf(1)], false, Deadline.Token));
        Assert.False(failure.IsTransient);
        Assert.Contains(Topic + "-gone does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_entries_that_failed_are_sent_again()
    {
        await using var server = Script.Of(Answer(["0", "2"], ("1", "InternalError", false)), Answer(["0"]));
        using var channel = new SnsAlertChannel(Script.EnvironmentAt(server.Address), new SnsOptions { TopicArn = Topic });
        await channel.PublishAsync([AlertOf(1), AlertOf(2), AlertOf(3)], false, Deadline.Token);
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("order-2", Script.BodiesOf(server)[1], StringComparison.Ordinal);
        Assert.DoesNotContain("order-1", Script.BodiesOf(server)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_the_answer_does_not_mention_is_sent_again()
    {
        await using var server = Script.Of(Answer(["0"]), Answer(["0"]));
        using var channel = new SnsAlertChannel(Script.EnvironmentAt(server.Address), new SnsOptions { TopicArn = Topic });
        await channel.PublishAsync([AlertOf(1), AlertOf(2)], false, Deadline.Token);
        Assert.Contains("order-2", Script.BodiesOf(server)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_senders_fault_is_not_repeated_and_what_was_taken_is_not_sent_twice()
    {
        await using var server = Script.Of(Answer(["0"], ("1", "InvalidParameter", true)), Answer(["0"]));
        using var channel = new SnsAlertChannel(Script.EnvironmentAt(server.Address), new SnsOptions { TopicArn = Topic });
        Alert[] alerts = [AlertOf(1), AlertOf(2)];
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => channel.PublishAsync(alerts, false, Deadline.Token));
        Assert.False(failure.IsTransient);
        Assert.Single(server.Requests);

        await channel.PublishAsync(alerts, true, Deadline.Token);
        Assert.DoesNotContain("order-1", Script.BodiesOf(server)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuthorizationError", false, "Allow the action sns:Publish on " + Topic)]
    [InlineData("KMSDisabled", false, "Enable it")]
    [InlineData("Throttled", true, "throttled")]
    [InlineData("ExpiredToken", true, "Sign in again")]
    public async Task A_refusal_says_what_to_do(string code, bool isTransient, string remedy)
    {
        await using var server = Script.Of(
            (400, $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"));
        using var channel = new SnsAlertChannel(Script.EnvironmentAt(server.Address), new SnsOptions { TopicArn = Topic });
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => channel.PublishAsync([AlertOf(1)], false, Deadline.Token));
        Assert.Equal(isTransient, failure.IsTransient);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_that_cannot_be_reached_is_tried_again_by_the_caller()
    {
        Uri closed;
        await using (var server = Script.Of((200, string.Empty)))
            closed = server.Address;
        using var channel = new SnsAlertChannel(Script.EnvironmentAt(closed), new SnsOptions { TopicArn = Topic });
        var failure = await Assert.ThrowsAsync<AlertDeliveryException>(() => channel.PublishAsync([AlertOf(1)], false, Deadline.Token));
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public void A_message_that_is_too_long_is_shortened_and_keeps_its_id()
    {
        var entry = SnsMessage.From(AlertOf(1, text: new string('ä', 300_000)), isFifo: false, mayBeRepeat: true);
        Assert.InRange(entry.Bytes, 1, 256 * 1024);
        var alert = AlertJson.Parse(System.Text.Encoding.UTF8.GetBytes(entry.Payload.Message));
        Assert.Equal(AlertOf(1).Id, alert.Id);
        Assert.EndsWith("…", alert.Text, StringComparison.Ordinal);
        Assert.Equal(AlertCopyChannel.KeyOf(AlertOf(1)).Value, alert.Link); // The whole alert is there.
    }

    [Theory]
    [InlineData("purchases", false)]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:queue", false)]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:purchases.fifo", true)]
    public void A_topic_is_named_by_its_arn(string topic, bool isValid) => Assert.Equal(isValid, new SnsOptions { TopicArn = topic }.Validate().Count == 0);

    private static (int Status, string Body) Answer(string[] taken, params (string Id, string Code, bool SenderFault)[] failed) => (
        200,
        "<PublishBatchResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishBatchResult><Successful>"
        + string.Concat(taken.Select(id => $"<member><Id>{id}</Id><MessageId>m</MessageId></member>")) + "</Successful><Failed>"
        + string.Concat(failed.Select(entry => string.Create(
            CultureInfo.InvariantCulture,
            $"<member><Id>{entry.Id}</Id><Code>{entry.Code}</Code><Message>no</Message><SenderFault>{(entry.SenderFault ? "true" : "false")}</SenderFault></member>")))
        + "</Failed></PublishBatchResult></PublishBatchResponse>");

    private static async Task<string> SubscribeAsync(Moto moto, string topic, string? policy)
    {
        var (url, arn) = await moto.CreateQueueAsync(isFifo: policy is null);
        List<(string, string)> parameters = [("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", arn)];
        if (policy is not (null or "{}"))
            parameters.AddRange([("Attributes.entry.1.key", "FilterPolicy"), ("Attributes.entry.1.value", policy)]);
        await moto.SnsAsync("Subscribe", "SubscriptionArn", [.. parameters]);
        return url;
    }

    private static async Task<IEnumerable<Alert>> ReceiveAsync(Moto moto, string queue, int count) =>
        (await moto.ReceiveAsync(queue, count)).Select(message =>
            AlertJson.Parse(System.Text.Encoding.UTF8.GetBytes(JsonDocument.Parse(message.Body).RootElement.GetProperty("Message").GetString()!)));
}
