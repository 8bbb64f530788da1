using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Narrow;

/// <summary>The services of the shared moto, with the operations that only tests need.</summary>
public sealed class Moto : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly AmazonSQSClient _queues;

    private Moto(Uri url)
    {
        Url = url;
        Environment = Script.EnvironmentAt(url);
        _queues = new AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = url.AbsoluteUri, AuthenticationRegion = "us-east-1" });
    }

    public Uri Url { get; }

    public AwsEnvironment Environment { get; }

    public static async Task<Moto> StartAsync() => new(await Emulator.Moto.UrlAsync());

    /// <summary>Calls an operation in JSON.</summary>
    internal async Task<JsonElement> CallAsync(NarrowService service, string operation, object request)
    {
        using var client = new NarrowClient(Environment, service);
        var type = (JsonTypeInfo<JsonElement>)Options.GetTypeInfo(typeof(JsonElement));
        var document = (JsonTypeInfo<JsonDocument>)Options.GetTypeInfo(typeof(JsonDocument));
        return (await client.CallAsync(operation, JsonSerializer.SerializeToElement(request), type, document, Deadline.Token)).RootElement;
    }

    /// <summary>Calls an operation of SNS with pairs of names and values.</summary>
    /// <returns>The text of the answer's element of this name.</returns>
    public async Task<string> SnsAsync(string operation, string wanted, params (string Name, string Value)[] parameters)
    {
        using var client = new NarrowClient(Environment, NarrowService.Sns);
        var form = new QueryForm();
        foreach (var (name, value) in parameters)
            form.Add(name, value);
        XElement answer = await client.CallAsync(operation, form, Deadline.Token);
        return answer.Descendants().First(element => element.Name.LocalName == wanted).Value;
    }

    /// <summary>Makes a queue.</summary>
    public async Task<(string Url, string Arn)> CreateQueueAsync(bool isFifo = false)
    {
        var name = Emulator.UniqueName("alerts") + (isFifo ? ".fifo" : string.Empty);
        var request = new CreateQueueRequest { QueueName = name, Attributes = isFifo ? new Dictionary<string, string> { ["FifoQueue"] = "true" } : null };
        var created = await _queues.CreateQueueAsync(request, Deadline.Token);
        return (created.QueueUrl, $"arn:aws:sqs:us-east-1:123456789012:{name}");
    }

    /// <summary>The bodies of all that is in a queue, once there are so many and no more.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(string queueUrl, int count)
    {
        var messages = new List<Message>();
        for (var empty = 0; messages.Count < count || empty < 1;)
        {
            // No long polling: moto serves one request at a time, and a waiting one would hold up the other tests.
            var received = await _queues.ReceiveMessageAsync(
                new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 0, MessageAttributeNames = ["All"] }, Deadline.Token);
            messages.AddRange(received.Messages ?? []);
            empty = received.Messages is { Count: > 0 } ? 0 : empty + 1;
            if (empty > 50)
                break; // What has not come by now was not delivered: moto delivers before it answers.
        }

        return messages;
    }

    public void Dispose() => _queues.Dispose();
}
