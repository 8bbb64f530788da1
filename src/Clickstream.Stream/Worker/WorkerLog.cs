using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Worker;

/// <summary>What the worker says as a whole; ids 2000 to 2099.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(2000, LogLevel.Information, "Worker {WorkerId} of application {Application} starts")]
    public static partial void Started(ILogger logger, string workerId, string application);

    [LoggerMessage(2001, LogLevel.Information, "Worker {WorkerId} drains: {Shards} shards flush, checkpoint and give their leases back")]
    public static partial void Draining(ILogger logger, string workerId, int shards);

    [LoggerMessage(2002, LogLevel.Information, "Worker {WorkerId} ended: {Summary}")]
    public static partial void Ended(ILogger logger, string workerId, WorkerSummary summary);

    [LoggerMessage(2003, LogLevel.Warning, "Cannot {What}; attempt {Failures} failed, next in {Wait}")]
    public static partial void Retrying(ILogger logger, string what, int failures, TimeSpan wait, Exception cause);

    [LoggerMessage(2004, LogLevel.Error, "Worker {WorkerId} stops because a part of it failed")]
    public static partial void Failed(ILogger logger, string workerId, Exception cause);

    [LoggerMessage(2005, LogLevel.Information, "Every shard is read to its tip; the worker settles")]
    public static partial void Settling(ILogger logger);
}
