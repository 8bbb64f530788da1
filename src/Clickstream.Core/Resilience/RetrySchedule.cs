namespace Clickstream.Core.Resilience;

/// <summary>
/// How long to wait before the next attempt: full jitter up to a maximum, and not for ever. Pure.
/// </summary>
public sealed record RetrySchedule
{
    /// <summary>The limit of the wait after the first failure: longer than a lock is held, shorter than anybody notices.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait: a disk that was freed is noticed within it.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Once it has failed for this long, no further attempt is made.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the next attempt; null when it is time to give up.</summary>
    /// <param name="failures">Failures so far, at least 1.</param>
    /// <param name="failingFor">Time since the first of them.</param>
    /// <param name="jitter">A random number, 0 to 1.</param>
    public TimeSpan? Next(int failures, TimeSpan failingFor, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        return failingFor >= GiveUpAfter ? null : new FullJitter(First, Longest).Wait(failures, jitter);
    }
}
