using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Streams of a test on a server that we did not write.</summary>
internal static class StreamsOfEmulators
{
    public static async Task<StreamUnderTest> CreateAsync(
        Emulator emulator, int shards, Func<KinesisStreamOptions, KinesisStreamOptions> configure)
    {
        var options = configure(new KinesisStreamOptions { Stream = Emulator.UniqueName("stream"), Pace = ShardPace.Unlimited });
        var stream = new KinesisEventStream(TransportUnderTest.EnvironmentOf(await emulator.UrlAsync()), options);
        await stream.CreateIfAbsentAsync(shards, Deadline.Token);
        return new StreamUnderTest(stream, stream, async () =>
        {
            await stream.DeleteAsync(Deadline.Token);
            stream.Dispose();
        });
    }
}
