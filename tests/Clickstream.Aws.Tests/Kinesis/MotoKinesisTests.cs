using Clickstream.Aws.Kinesis;
using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Emulators;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>
/// What moto does unlike Kinesis: it answers CBOR with 500, never ends the iterators of a closed shard and names no children. The whole
/// contract is not for
/// it: it fails on the greatest hash key and puts into closed shards.
/// </summary>
public class MotoKinesisTests
{
    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_endpoint_that_knows_no_CBOR_is_spoken_to_in_JSON()
    {
        await using var made = await StreamsOfEmulators.CreateAsync(Emulator.Moto, 2, options => options);
        var put = await made.Stream.PutAcceptedAsync(Entry("a", "1"), Entry("a", "2"));
        Assert.True(((KinesisEventStream)made.Stream).UsesJson);
        Assert.Equal(["1", "2"], (await made.Stream.ReadTextsAsync(put[0].Shard, StreamPosition.TrimHorizon, 2)).Select(record => record.Text));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task The_end_of_a_closed_shard_is_found_although_nobody_tells_it()
    {
        await using var made = await StreamsOfEmulators.CreateAsync(Emulator.Moto, 1, options => options);
        var shard = Assert.Single(await made.Stream.ListShardsAsync(Deadline.Token)).Id;
        await made.Stream.PutAcceptedAsync(Entry("a", "1"), Entry("a", "2"));
        await made.Administration.SplitAsync(shard, UInt128.MaxValue / 2, Deadline.Token);
        var (texts, children) = await made.Stream.ReadToEndAsync(shard);
        Assert.Equal(["1", "2"], texts);
        Assert.Equal(2, children.Count);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_stream_is_named_by_its_ARN_too()
    {
        await using var made = await StreamsOfEmulators.CreateAsync(
            Emulator.Moto, 1, options => options with { Stream = "arn:aws:kinesis:eu-central-1:123456789012:stream/" + options.Stream });
        var put = await made.Stream.PutAcceptedAsync(Entry("a", "1"));
        Assert.Equal("1", Assert.Single(await made.Stream.ReadTextsAsync(put[0].Shard, StreamPosition.TrimHorizon, 1)).Text);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Retention_is_set_in_hours_and_never_below_a_day()
    {
        await using var made = await StreamsOfEmulators.CreateAsync(Emulator.Moto, 1, options => options);
        foreach (var hours in new[] { 47.5, 1, 24 })
        {
            Assert.Equal(0, await made.Administration.TrimAsync(TimeSpan.FromHours(hours), Deadline.Token));
        }
    }
}
