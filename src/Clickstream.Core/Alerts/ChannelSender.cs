using System.Diagnostics.CodeAnalysis;

namespace Clickstream.Core.Alerts;

/// <summary>
/// Gives alerts to one channel: again while that helps, by a <see cref="ChannelBreaker"/>, and not at all while the channel rests. One call at a time.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="breaker">When to try again; nobody else's.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For the jitter.</param>
public sealed class ChannelSender(IAlertChannel channel, ChannelBreaker breaker, TimeProvider time, Random random)
{
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>The channel's name.</summary>
    public string Channel => channel.Name;

    /// <summary>Told of each failure, with the number of alerts and the wait until the next attempt; null if there is none.</summary>
    public Action<Exception, int, TimeSpan?>? OnFailed { get; init; }

    /// <summary>Told when a channel that had failed takes alerts again.</summary>
    public Action? OnRecovered { get; init; }

    private TimeSpan Now => time.GetElapsedTime(_startedAt);

    /// <summary>Returns when the alerts are taken, or when it is no use to go on.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <param name="mayBeRepeat">Whether they may have been sent before.</param>
    /// <param name="patience">When it is cancelled, no attempt is waited for any longer.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>False if they were not taken, or nobody knows: they are to become dead letters.</returns>
    public async Task<bool> TrySendAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, cancellationToken);
        var failed = false;
        while (!patience.IsCancellationRequested && breaker.MayTry(Now))
        {
            // After a failed attempt nobody knows what arrived.
            var failure = await AttemptAsync(alerts, mayBeRepeat || failed, either.Token, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                breaker.Succeeded();
                if (failed)
                {
                    OnRecovered?.Invoke();
                }

                return true;
            }

            failed = true;
            var known = failure as AlertDeliveryException;
            var wait = breaker.Failed(Now, known?.IsTransient ?? true, known?.RetryAfter, random.NextDouble());
            OnFailed?.Invoke(failure, alerts.Count, wait);
            if (wait is not { } next || !await WaitAsync(next, either.Token, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A channel may fail in any way; the failure is a value that the breaker judges.")]
    private async Task<Exception?> AttemptAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            await channel.PublishAsync(alerts, mayBeRepeat, patience).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken patience, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, patience).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
