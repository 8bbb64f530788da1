namespace Clickstream.Aws.Transport;

/// <summary>How far this machine's clock is from the service's, as learnt from a refusal. Safe for concurrent use.</summary>
internal sealed class ClockSkew(TimeProvider time)
{
    /// <summary>Below it the clock is not the reason of a refusal: AWS allows 5 minutes, and the Date header is rounded to a second.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromMinutes(1);

    private long _offsetTicks;

    /// <summary>The time of the service, as far as we know.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Learns the service's time from an answer that refused a request.</summary>
    /// <param name="signedAt">The time in the refused signature.</param>
    /// <param name="serviceTime">The Date header of the answer.</param>
    /// <returns>Whether that explains the refusal, so that the request may be signed again.</returns>
    public bool Learn(DateTimeOffset signedAt, DateTimeOffset? serviceTime)
    {
        if (serviceTime is not { } date || (date - signedAt).Duration() < Noticeable)
        {
            return false;
        }

        Interlocked.Exchange(ref _offsetTicks, (date - time.GetUtcNow()).Ticks);
        return true;
    }
}
