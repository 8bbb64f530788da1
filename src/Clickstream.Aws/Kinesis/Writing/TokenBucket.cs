namespace Clickstream.Aws.Kinesis.Writing;

/// <summary>
/// A rate with a small burst. Taking more than there is leaves a debt that the next one waits for, so that an amount larger than the
/// burst passes too
/// and the rate holds over time. Pure; not thread-safe.
/// </summary>
/// <param name="perSecond">The rate; infinite for none.</param>
internal sealed class TokenBucket(double perSecond)
{
    /// <summary>A fifth of a second of the rate at once: small beside the second over which a shard counts.</summary>
    private const double BurstSeconds = 0.2;

    private readonly double _burst = perSecond * BurstSeconds;
    private double _tokens = perSecond * BurstSeconds;
    private TimeSpan _at;

    /// <summary>Takes an amount.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="now">The time on a clock that only goes forward.</param>
    /// <returns>How long to wait before using it.</returns>
    public TimeSpan Take(double amount, TimeSpan now)
    {
        if (double.IsInfinity(perSecond))
        {
            return TimeSpan.Zero;
        }

        _tokens = Math.Min(_burst, _tokens + (perSecond * Math.Max(0, (now - _at).TotalSeconds)));
        _at = now > _at ? now : _at;
        var missing = Math.Min(amount, _burst) - _tokens;
        _tokens -= amount;
        return missing > 0 ? TimeSpan.FromSeconds(missing / perSecond) : TimeSpan.Zero;
    }
}
