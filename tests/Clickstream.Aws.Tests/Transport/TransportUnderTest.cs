using System.Text;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;
using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Tests.Transport;

/// <summary>A transport to a scripted server, with short waits.</summary>
internal static class TransportUnderTest
{
    /// <summary>Retries without noticeable waits; the order of events is what is tested.</summary>
    public static TransportOptions Fast { get; } = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(20),
        Backoff = new FullJitter(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5)),
        JitterSeed = 1,
    };

    public static AwsEnvironment EnvironmentOf(Uri endpoint, AWSCredentials? credentials = null, TimeProvider? time = null) => new()
    {
        Credentials = credentials ?? new BasicAWSCredentials("id", "secret"),
        Region = "eu-central-1",
        Endpoints = new Dictionary<AwsService, Uri> { [AwsService.Kinesis] = endpoint },
        Time = time ?? TimeProvider.System,
    };

    public static AwsTransport Of(
        Uri endpoint, TransportOptions? options = null, AWSCredentials? credentials = null, TimeProvider? time = null) =>
        new(EnvironmentOf(endpoint, credentials, time), AwsService.Kinesis, options ?? Fast);

    /// <summary>Calls PutRecords on a stream named clicks.</summary>
    /// <returns>The body of the answer.</returns>
    public static async Task<string> CallAsync(this AwsTransport transport, string body = "{}")
    {
        using var buffer = new PooledBuffer(16);
        buffer.Append(Encoding.UTF8.GetBytes(body));
        var request = new AwsRequest
        {
            Operation = "PutRecords",
            Resource = "stream clicks",
            ContentType = "application/x-amz-json-1.1",
            Target = "Kinesis_20131202.PutRecords",
            Body = buffer,
        };
        using var answer = await transport.SendAsync(request, Clickstream.Contracts.Deadline.Token);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }
}
