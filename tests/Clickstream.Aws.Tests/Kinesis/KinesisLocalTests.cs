using System.Text;
using Clickstream.Aws.Wire;
using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Emulators;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Polling kinesis-local, in CBOR.</summary>
public sealed class KinesisLocalCborTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) =>
        StreamsOfEmulators.CreateAsync(Emulator.KinesisLocal, shards, options => options with { Codec = WireCodec.Cbor });
}

/// <summary>Splitting and merging on kinesis-local.</summary>
public sealed class KinesisLocalReshardingTests : ReshardingContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => StreamsOfEmulators.CreateAsync(Emulator.KinesisLocal, shards, options => options);
}

/// <summary>
/// Enhanced fan-out on kinesis-local. One test: the contract subscribes again and again, and each time after the first it makes the
/// reader wait 5 s.
/// </summary>
public class KinesisLocalFanOutTests
{
    [EmulatorFact(EmulatorName.KinesisLocal)]
    public async Task A_subscription_gives_what_was_there_and_what_comes()
    {
        await using var made = await StreamsOfEmulators.CreateAsync(
            Emulator.KinesisLocal, 1, options => options with { ConsumerName = "worker", Codec = WireCodec.Cbor });
        var put = await made.Stream.PutAcceptedAsync(Entry("a", "1"), Entry("b", "2"));
        var texts = new List<string>();
        await foreach (var page in made.Stream.ReadAsync(put[0].Shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                texts.AddRange(page.Records.Select(record => Encoding.UTF8.GetString(record.Data.Span)));
                if (texts.Count == 3)
                {
                    break;
                }

                if (texts.Count == 2 && page.Records.Count > 0)
                {
                    await made.Stream.PutAcceptedAsync(Entry("c", "3"));
                }
            }
        }

        Assert.Equal(["1", "2", "3"], texts);
    }
}
