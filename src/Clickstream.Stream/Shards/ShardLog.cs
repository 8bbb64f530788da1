using Clickstream.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Shards;

/// <summary>What the loops around the shards say; ids 2200 to 2299.</summary>
internal static partial class ShardLog
{
    [LoggerMessage(2200, LogLevel.Information, "Reads {Shard} from {Checkpoint}")]
    public static partial void Started(ILogger logger, ShardId shard, string checkpoint);

    [LoggerMessage(2201, LogLevel.Information, "Done with {Shard} at {Checkpoint}: {Outcome}")]
    public static partial void Done(ILogger logger, ShardId shard, string checkpoint, ShardOutcome outcome);

    [LoggerMessage(2202, LogLevel.Debug, "Flushed {Shard} up to {Checkpoint}: {Batches} micro-batches in {Duration}")]
    public static partial void Flushed(ILogger logger, ShardId shard, string checkpoint, int batches, TimeSpan duration);

    [LoggerMessage(2203, LogLevel.Warning, "{Shard} is not in the stream any more; what was not read of it before {Checkpoint} has passed its retention")]
    public static partial void Vanished(ILogger logger, ShardId shard, string checkpoint);

    [LoggerMessage(2204, LogLevel.Information, "{Shard} was silent for {Idle}; its minutes are closed")]
    public static partial void Idle(ILogger logger, ShardId shard, TimeSpan idle);

    [LoggerMessage(2205, LogLevel.Warning, "Lost the lease of {Shard} before its checkpoint could move to {Checkpoint}; nothing was changed")]
    public static partial void CheckpointRefused(ILogger logger, ShardId shard, string checkpoint);

    [LoggerMessage(
        2206, LogLevel.Warning, "No worker of ours has read {Shard} before; going on behind user record {Sub} of {Checkpoint}, where another consumer stopped")]
    public static partial void ReadElsewhere(ILogger logger, ShardId shard, string checkpoint, long sub);
}
