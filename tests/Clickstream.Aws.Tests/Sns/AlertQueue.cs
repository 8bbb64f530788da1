using System.Text;
using System.Text.Json;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Core.Alerts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Sns;

/// <summary>A topic of one test, with a queue that is subscribed to it.</summary>
internal sealed record AlertQueue(Moto Moto, string Topic, string Queue)
{
    public static async Task<AlertQueue> SubscribeAsync(bool isFifo)
    {
        var moto = await Moto.StartAsync();
        List<(string, string)> parameters = [("Name", Emulator.UniqueName("purchases") + (isFifo ? ".fifo" : string.Empty))];
        if (isFifo)
            parameters.AddRange([("Attributes.entry.1.key", "FifoTopic"), ("Attributes.entry.1.value", "true")]);
        var topic = await moto.SnsAsync("CreateTopic", "TopicArn", [.. parameters]);
        var (queue, arn) = await moto.CreateQueueAsync(isFifo);
        await moto.SnsAsync("Subscribe", "SubscriptionArn", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", arn));
        return new AlertQueue(moto, topic, queue);
    }

    public async Task<IReadOnlyList<Alert>> ReceiveAsync(int count) =>
    [
        .. (await Moto.ReceiveAsync(Queue, count)).Select(message =>
            AlertJson.Parse(Encoding.UTF8.GetBytes(JsonDocument.Parse(message.Body).RootElement.GetProperty("Message").GetString()!))),
    ];
}
