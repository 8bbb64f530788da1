using System.Globalization;
using System.Text;
using Clickstream.Campaign.Tests.Aws;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>The way from a bucket to a function: S3 tells EventBridge, a rule on the raw prefix matches, and a queue takes what it gives.</summary>
internal sealed class EventBridgeQueue
{
    private readonly Uri _moto;
    private readonly string _queue;

    private EventBridgeQueue(Uri moto, string queue) => (_moto, _queue) = (moto, queue);

    public static async Task<EventBridgeQueue> OpenAsync(FunctionAccount account)
    {
        var moto = account.Account.Moto;
        const string configuration =
            "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><EventBridgeConfiguration/></NotificationConfiguration>";
        await account.PutAsync(string.Empty, Encoding.UTF8.GetBytes(configuration), "?notification");
        var queue = (await PlainCalls.QueryAsync(moto, "sqs", "CreateQueue", ("QueueName", account.Bucket))).Text("QueueUrl");
        var attributes = await PlainCalls.QueryAsync(moto, "sqs", "GetQueueAttributes", ("QueueUrl", queue), ("AttributeName.1", "QueueArn"));
        var pattern = "{\"source\":[\"aws.s3\"],\"detail-type\":[\"Object Created\"],\"detail\":{\"bucket\":{\"name\":[\"" + account.Bucket
            + "\"]},\"object\":{\"key\":[{\"prefix\":\"raw/clickstream/\"}]}}}";
        await PlainCalls.JsonAsync(moto, "events", "AWSEvents.PutRule", new { Name = account.Bucket, EventPattern = pattern, State = "ENABLED" });
        await PlainCalls.JsonAsync(
            moto, "events", "AWSEvents.PutTargets", new { Rule = account.Bucket, Targets = new[] { new { Id = "queue", Arn = attributes.Text("Value") } } });
        return new EventBridgeQueue(moto, queue);
    }

    /// <summary>The events that came, as many as there are by now.</summary>
    public async Task<IReadOnlyList<string>> ReceiveAsync()
    {
        var events = new List<string>();
        while (true)
        {
            var answer = await PlainCalls.QueryAsync(
                _moto, "sqs", "ReceiveMessage", ("QueueUrl", _queue), ("MaxNumberOfMessages", "10"), ("WaitTimeSeconds", 0.ToString(CultureInfo.InvariantCulture)));
            var bodies = answer.Descendants().Where(element => element.Name.LocalName == "Body").Select(element => element.Value).ToList();
            if (bodies.Count == 0)
            {
                return events;
            }

            events.AddRange(bodies);
        }
    }
}
