using Clickstream.Local.KinesisApi.Limits;
using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>A stream that is open: what the catalog says, its records, and what its callers have spent of the limits.</summary>
internal sealed class ApiStream(StreamEntry entry, SqliteEventStream events, string? folder) : IDisposable
{
    /// <summary>What the catalog says. Changed under the lock of <see cref="StreamHouse"/>.</summary>
    public StreamEntry Entry { get; set; } = entry;

    public string Name => Entry.Name;

    /// <summary>The shards and records.</summary>
    public SqliteEventStream Events { get; } = events;

    /// <summary>The folder that goes with the stream; null for the data folder's own stream, which other commands use too.</summary>
    public string? Folder { get; } = folder;

    /// <summary>What its readers have spent.</summary>
    public ReadLimits Limits { get; } = new();

    /// <summary>Who is subscribed.</summary>
    public Subscriptions Subscriptions { get; } = new();

    /// <summary>How often its shard count was updated.</summary>
    public CallsPerDay ShardCountUpdates { get; } = new(StreamDefaults.ShardCountUpdatesPerDay);

    public void Dispose() => Events.Dispose();
}
