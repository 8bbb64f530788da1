using Clickstream.Aws.Sns;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.Sns;

/// <summary>A topic with a queue behind it.</summary>
public sealed class SnsAlertChannelContractTests : AlertChannelContract
{
    protected override Task<AlertChannelUnderTest> CreateAsync() => CreateAsync(isFifo: false, topic => topic);

    protected override Task<AlertChannelUnderTest> CreateBrokenAsync() => CreateAsync(isFifo: false, topic => topic + "-gone");

    internal static async Task<AlertChannelUnderTest> CreateAsync(bool isFifo, Func<string, string> topicOf)
    {
        var receiving = await AlertQueue.SubscribeAsync(isFifo);
        var channel = new SnsAlertChannel(receiving.Moto.Environment, new SnsOptions { TopicArn = topicOf(receiving.Topic) });
        return new AlertChannelUnderTest(channel, receiving.ReceiveAsync, TellsRepeats: isFifo, () =>
        {
            channel.Dispose();
            receiving.Moto.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}

/// <summary>A FIFO topic, which tells repeats itself.</summary>
public sealed class SnsFifoAlertChannelContractTests : AlertChannelContract
{
    protected override Task<AlertChannelUnderTest> CreateAsync() => SnsAlertChannelContractTests.CreateAsync(isFifo: true, topic => topic);

    protected override Task<AlertChannelUnderTest> CreateBrokenAsync() =>
        SnsAlertChannelContractTests.CreateAsync(isFifo: true, topic => topic.Replace(".fifo", "-gone.fifo", StringComparison.Ordinal));
}
