namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>A registered consumer of a stream.</summary>
internal sealed record ConsumerEntry(string Name, DateTimeOffset Created);
