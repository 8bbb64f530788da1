using Clickstream.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Leases;

/// <summary>What lease coordination says; ids 2100 to 2199.</summary>
internal static partial class LeaseLog
{
    [LoggerMessage(2100, LogLevel.Information, "Took the lease of {Shard} at {Checkpoint} from {PreviousOwner}")]
    public static partial void Taken(ILogger logger, ShardId shard, string checkpoint, string previousOwner);

    [LoggerMessage(2101, LogLevel.Warning, "Lost the lease of {Shard}; its records are read again by the new holder")]
    public static partial void Lost(ILogger logger, ShardId shard);

    [LoggerMessage(2102, LogLevel.Information, "Added {Shard} to the lease table, starting at {Checkpoint}")]
    public static partial void Created(ILogger logger, ShardId shard, string checkpoint);

    [LoggerMessage(2103, LogLevel.Warning, "Cannot renew the lease of {Shard}")]
    public static partial void RenewalFailed(ILogger logger, ShardId shard, Exception cause);
}
