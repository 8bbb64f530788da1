using System.Text.Json;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>
/// A FIFO topic of alerts and a queue that gets everything published to it. Only a FIFO topic drops the repeat that follows from a kill between publish and
/// completion; on a standard one the receiver drops it by the alert's id.
/// </summary>
internal sealed class AlertQueue
{
    private readonly Uri _moto;
    private readonly string _queue;

    private AlertQueue(Uri moto, string topic, string queue) => (_moto, Topic, _queue) = (moto, topic, queue);

    /// <summary>The ARN of the topic.</summary>
    public string Topic { get; }

    public static async Task<AlertQueue> CreateAsync(Uri moto, string name)
    {
        var topic = (await PlainCalls.QueryAsync(
            moto, "sns", "CreateTopic", ("Name", $"{name}.fifo"), ("Attributes.entry.1.key", "FifoTopic"), ("Attributes.entry.1.value", "true"))).Text("TopicArn");
        var queue = (await PlainCalls.QueryAsync(
            moto, "sqs", "CreateQueue", ("QueueName", $"{name}.fifo"), ("Attribute.1.Name", "FifoQueue"), ("Attribute.1.Value", "true"))).Text("QueueUrl");
        var arn = $"arn:aws:sqs:us-east-1:123456789012:{name}.fifo";
        await PlainCalls.QueryAsync(
            moto, "sns", "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", arn), ("Attributes.entry.1.key", "RawMessageDelivery"), ("Attributes.entry.1.value", "true"));
        return new AlertQueue(moto, topic, queue);
    }

    /// <summary>Takes all messages out of the queue: the orders that they are about, one for each message.</summary>
    public async Task<IReadOnlyList<string>> TakeOrdersAsync()
    {
        var orders = new List<string>();
        while (true)
        {
            var page = await PlainCalls.QueryAsync(
                _moto, "sqs", "ReceiveMessage", ("QueueUrl", _queue), ("MaxNumberOfMessages", "10"), ("VisibilityTimeout", "3600"));
            var bodies = page.Descendants().Where(element => element.Name.LocalName == "Body").Select(element => element.Value).ToList();
            if (bodies.Count == 0)
            {
                return orders;
            }

            orders.AddRange(bodies.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("order").GetString()!));
        }
    }
}
