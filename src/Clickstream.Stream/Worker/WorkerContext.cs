using Clickstream.Core.Resilience;
using Clickstream.Stream.Resilience;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Worker;

/// <summary>What every part of one worker shares.</summary>
internal sealed record WorkerContext
{
    /// <summary>The worker's own name, never used by two processes.</summary>
    public required string WorkerId { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The instruments.</summary>
    public required WorkerMetrics Metrics { get; init; }

    /// <summary>What the live page sees.</summary>
    public required WorkerFeed Feed { get; init; }

    /// <summary>What does not work just now.</summary>
    public required WorkerProblems Problems { get; init; }

    /// <summary>How what the worker depends on is tried again.</summary>
    public required RetrySchedule Schedule { get; init; }

    /// <summary>A random source for a purpose; the same purpose of the same worker gives the same one.</summary>
    public Random NewRandom(string purpose) =>
        new((WorkerId + "/" + purpose).Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));

    /// <summary>Retries for one purpose, whose failures are logged and shown as a problem of that name.</summary>
    public Retry NewRetry(string purpose) => new(Schedule, Time, NewRandom(purpose), problem =>
    {
        if (problem is not null)
            WorkerLog.Retrying(Logger, problem.What, problem.Failures, problem.Wait, problem.Cause);
        Problems.Set(purpose, problem?.ToString());
    });
}
