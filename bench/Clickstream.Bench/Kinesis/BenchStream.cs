using System.Globalization;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Kinesis;

namespace Clickstream.Bench.Kinesis;

/// <summary>Streams of the local Kinesis API, as ours are opened: without pacing, because nobody throttles there.</summary>
internal static class BenchStream
{
    /// <summary>Partition keys that take turns: as many as there are people about at a time.</summary>
    private const int KeyCount = 10_000;

    public const int Shards = 4;

    /// <summary>The partition keys, the same for all.</summary>
    public static string[] Keys { get; } = [.. Enumerable.Range(0, KeyCount).Select(key => key.ToString(CultureInfo.InvariantCulture))];

    public static KinesisEventStream Open(string endpoint, string name, string? consumer = null)
    {
        var environment = new AwsEnvironment
        {
            Credentials = new BasicAWSCredentials("local", "local"),
            Region = "us-east-1",
            Endpoints = new Dictionary<AwsService, Uri> { [AwsService.Kinesis] = new(endpoint) },
        };
        return new KinesisEventStream(environment, new KinesisStreamOptions { Stream = name, ConsumerName = consumer, Pace = ShardPace.Unlimited });
    }
}
