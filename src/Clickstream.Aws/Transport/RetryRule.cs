namespace Clickstream.Aws.Transport;

/// <summary>Decides after a failed attempt whether there is another one, and after which wait. Pure.</summary>
internal static class RetryRule
{
    /// <summary>The wait before the next attempt; null when it is over.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="failure">The last failure.</param>
    /// <param name="attempts">Attempts so far, at least 1.</param>
    /// <param name="elapsed">Time since the first one began.</param>
    /// <param name="everAnswered">Whether the endpoint has ever answered.</param>
    /// <param name="jitter">A random number, 0 to 1.</param>
    public static TimeSpan? Next(TransportOptions options, AwsFailure failure, int attempts, TimeSpan elapsed, bool everAnswered, double jitter)
    {
        var limit = failure.Code == AwsFailure.Unreachable && !everAnswered ? options.MaxAttemptsOnSilence : options.MaxAttempts;
        if (!failure.IsTransient || attempts >= limit)
        {
            return null;
        }

        var wait = options.Backoff.Wait(attempts, jitter);
        return elapsed + wait < options.Budget ? wait : null;
    }
}
