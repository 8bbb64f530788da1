using Clickstream.Aws.Transport;
using Clickstream.Aws.Wire;
using Clickstream.Contracts;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Polling our own endpoint, in CBOR over HTTP/1.1.</summary>
public sealed class ClickstreamKinesisCborTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) =>
        ClickstreamKinesis.CreateSharedAsync(shards, options => options with { Codec = WireCodec.Cbor });
}

/// <summary>Polling our own endpoint, in JSON over HTTP/2.</summary>
public sealed class ClickstreamKinesisJsonTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => ClickstreamKinesis.CreateSharedAsync(
        shards, options => options with { Codec = WireCodec.Json, Transport = new TransportOptions { UseHttp2WithoutTls = true } });
}

/// <summary>Enhanced fan-out from our own endpoint, in CBOR over HTTP/2.</summary>
public sealed class ClickstreamKinesisFanOutTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => ClickstreamKinesis.CreateSharedAsync(
        shards,
        options => options with { ConsumerName = "worker", Codec = WireCodec.Cbor, Transport = new TransportOptions { UseHttp2WithoutTls = true } });
}

/// <summary>Enhanced fan-out from our own endpoint, in JSON over HTTP/1.1.</summary>
public sealed class ClickstreamKinesisFanOutJsonTests : EventStreamContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => ClickstreamKinesis.CreateSharedAsync(
        shards, options => options with { ConsumerName = "worker", Codec = WireCodec.Json });
}

/// <summary>Splitting and merging on our own endpoint, read by polling.</summary>
public sealed class ClickstreamKinesisReshardingTests : ReshardingContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) => ClickstreamKinesis.CreateSharedAsync(shards, options => options);
}

/// <summary>Splitting and merging on our own endpoint, read by enhanced fan-out.</summary>
public sealed class ClickstreamKinesisFanOutReshardingTests : ReshardingContract
{
    protected override Task<StreamUnderTest> CreateAsync(int shards) =>
        ClickstreamKinesis.CreateSharedAsync(shards, options => options with { ConsumerName = "worker" });
}
