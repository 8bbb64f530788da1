using Clickstream.Core.Resilience;

namespace Clickstream.Core.Alerts;

/// <summary>
/// Decides what to do with a channel that fails: try again, give the batch up, or not even try. Pure; time is given.
/// A channel that used up its schedule rests; the first batch afterwards is one probe.
/// </summary>
public sealed class ChannelBreaker(RetrySchedule schedule, TimeSpan rest)
{
    private TimeSpan? _failingSince;
    private TimeSpan? _restingUntil;
    private int _failures;
    private bool _isProbing;

    /// <summary>Whether a batch may be tried now.</summary>
    public bool MayTry(TimeSpan now)
    {
        if (_restingUntil is null)
            return true;

        if (now < _restingUntil)
            return false;

        (_restingUntil, _isProbing) = (null, true);
        return true;
    }

    /// <summary>The channel took the batch.</summary>
    public void Succeeded() => (_failingSince, _restingUntil, _failures, _isProbing) = (null, null, 0, false);

    /// <summary>The channel did not take the batch.</summary>
    /// <param name="now">Time since any fixed instant.</param>
    /// <param name="isTransient">Whether trying again is of any use.</param>
    /// <param name="retryAfter">What the receiver asked for.</param>
    /// <param name="jitter">A random number, 0 to 1.</param>
    /// <returns>How long to wait before the next attempt; null to give the batch up.</returns>
    public TimeSpan? Failed(TimeSpan now, bool isTransient, TimeSpan? retryAfter, double jitter)
    {
        if (!isTransient)
        {
            // Others may be taken: this batch is at fault, not the channel.
            (_failingSince, _failures) = (null, 0);
            return null;
        }

        _failingSince ??= now;
        var failingFor = now - _failingSince.Value;
        var wait = _isProbing ? null : schedule.Next(++_failures, failingFor, jitter);
        if (wait is { } step && retryAfter is { } asked && asked > step)
            wait = asked + failingFor < schedule.GiveUpAfter ? asked : null;
        if (wait is null)
            (_failingSince, _failures, _isProbing, _restingUntil) = (null, 0, false, now + (retryAfter > rest ? retryAfter.Value : rest));

        return wait;
    }
}
