using System.Diagnostics.CodeAnalysis;
using Clickstream.Core.Resilience;

namespace Clickstream.Stream.Resilience;

/// <summary>Repeats what may be repeated until it succeeds, by a <see cref="RetrySchedule"/>. Safe for concurrent use.</summary>
/// <param name="schedule">When to try again.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For the jitter.</param>
/// <param name="onProblem">Told what fails, at each failure, and null once it goes on.</param>
internal sealed class Retry(RetrySchedule schedule, TimeProvider time, Random random, Action<RetryProblem?> onProblem)
{
    /// <summary>Runs the action.</summary>
    /// <param name="what">What is attempted, as the end of "cannot …".</param>
    /// <param name="action">May be repeated.</param>
    /// <param name="cancellationToken">Ends the waiting and the action.</param>
    /// <exception cref="GaveUpException">It failed for too long.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        var failingSince = 0L;
        for (var failures = 0; ;)
        {
            var (result, failure) = await AttemptAsync(action, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                if (failures > 0)
                    onProblem(null);
                return result!;
            }

            failingSince = failures++ == 0 ? time.GetTimestamp() : failingSince;
            if (schedule.Next(failures, time.GetElapsedTime(failingSince), Jitter()) is not { } wait)
                throw new GaveUpException(what, failures, failure);

            onProblem(new RetryProblem(what, failures, wait, failure));
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs an action without a result.</summary>
    /// <exception cref="GaveUpException">It failed for too long.</exception>
    public Task RunAsync(string what, Func<CancellationToken, Task> action, CancellationToken cancellationToken) =>
        RunAsync(
            what,
            async token =>
            {
                await action(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private double Jitter()
    {
        lock (random)
            return random.NextDouble();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a port throws is given back as a value and raised again when the schedule gives up.")]
    private static async Task<(T? Result, Exception? Failure)> AttemptAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return (await action(cancellationToken).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return (default, failure);
        }
    }
}
