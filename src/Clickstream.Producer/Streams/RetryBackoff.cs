namespace Clickstream.Producer.Streams;

/// <summary>
/// How long to wait before a record is put again: full jitter, a random time up to a limit that doubles with each attempt.
/// Pure but for the random source it is given. Source of the rule: "Exponential Backoff And Jitter", AWS Architecture Blog.
/// </summary>
/// <param name="firstLimit">The limit of the first wait.</param>
/// <param name="maxLimit">The limit that is never exceeded.</param>
/// <param name="random">Gives a number from 0 to below 1.</param>
public sealed class RetryBackoff(TimeSpan firstLimit, TimeSpan maxLimit, Func<double> random)
{
    private const int MaxDoublings = 30; // Beyond it the shift would overflow; the limit was reached long before.

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="failures">Attempts that failed so far, from 1.</param>
    public TimeSpan After(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        return random() * LimitAfter(failures);
    }

    /// <summary>The longest wait before the next attempt.</summary>
    public TimeSpan LimitAfter(int failures)
    {
        var doubled = firstLimit * (1L << Math.Min(failures - 1, MaxDoublings));
        return doubled < maxLimit ? doubled : maxLimit;
    }
}
