using Clickstream.Aws.Wire;
using Clickstream.Contracts;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Polling kinesis-local, in CBOR.</summary>
public sealed class KinesisLocalCborTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) =>
        StreamsOfEmulators.CreateAsync(Emulator.KinesisLocal, shards, options => options with { Codec = WireCodec.Cbor });
}

/// <summary>Polling kinesis-local, in JSON.</summary>
public sealed class KinesisLocalJsonTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) =>
        StreamsOfEmulators.CreateAsync(Emulator.KinesisLocal, shards, options => options with { Codec = WireCodec.Json });
}

/// <summary>Splitting and merging on kinesis-local.</summary>
public sealed class KinesisLocalReshardingTests : ReshardingContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => StreamsOfEmulators.CreateAsync(Emulator.KinesisLocal, shards, options => options);
}
