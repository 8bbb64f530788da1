namespace Clickstream.Core.Resilience;

/// <summary>
/// How long to wait before the next attempt: a random time up to a limit that doubles with each failure, so that those who failed together do not
/// come back together. Pure. Source of the rule: "Exponential Backoff And Jitter", AWS Architecture Blog.
/// </summary>
/// <param name="First">The limit after the first failure.</param>
/// <param name="Longest">The limit that is never exceeded.</param>
public readonly record struct FullJitter(TimeSpan First, TimeSpan Longest)
{
    private const int MaxDoublings = 30; // Beyond it the shift would overflow; the limit was reached long before.

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="failures">Attempts that failed so far, from 1.</param>
    /// <param name="random">A random number, 0 to 1.</param>
    public TimeSpan Wait(int failures, double random) => random * LimitAfter(failures);

    /// <summary>The longest wait before the next attempt.</summary>
    /// <param name="failures">Attempts that failed so far, from 1.</param>
    public TimeSpan LimitAfter(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = First * (1L << Math.Min(failures - 1, MaxDoublings));
        return doubled < Longest ? doubled : Longest;
    }
}
