using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;
using Clickstream.Stream.Resilience;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Alerts;

/// <summary>
/// Brings alerts to one channel, in order, and keeps its failures away from everything else: a bounded queue of its own, retries by a
/// <see cref="ChannelBreaker"/>, and dead letters for what the channel does not take in time.
/// </summary>
internal sealed class ChannelPump
{
    private readonly IAlertChannel _channel;
    private readonly IObjectStore _objects;
    private readonly WorkerContext _context;
    private readonly ChannelBreaker _breaker;
    private readonly Retry _retry;
    private readonly Random _random;
    private readonly long _startedAt;
    private readonly Channel<AlertDelivery> _queue = Channel.CreateBounded<AlertDelivery>(
        new BoundedChannelOptions(AlertOptions.MaxQueuedPerChannel) { SingleReader = true });

    public ChannelPump(IAlertChannel channel, IObjectStore objects, AlertOptions options, WorkerContext context)
    {
        (_channel, _objects, _context) = (channel, objects, context);
        _breaker = new ChannelBreaker(options.Channel, options.RestAfterGivingUp);
        _random = context.NewRandom($"channel {channel.Name}");
        _startedAt = context.Time.GetTimestamp();
        _retry = context.NewRetry($"dead letters of {channel.Name}");
    }

    private TimeSpan Now => _context.Time.GetElapsedTime(_startedAt);

    /// <summary>Queues alerts. Those that find no room become dead letters before this returns.</summary>
    public async Task SendAsync(IReadOnlyList<AlertDelivery> deliveries, CancellationToken cancellationToken)
    {
        var accepted = 0;
        while (accepted < deliveries.Count && _queue.Writer.TryWrite(deliveries[accepted]))
            accepted++;

        if (accepted < deliveries.Count)
            await DeadLetterAsync([.. deliveries.Skip(accepted)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Delivers until cancelled. What is queued then is not lost: it is in the outbox of its shard.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<AlertDelivery>(AlertOptions.MaxAlertsPerPublish);
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < AlertOptions.MaxAlertsPerPublish && _queue.Reader.TryPeek(out var next)
                && (batch.Count == 0 || batch[0].MayBeRepeat == next.MayBeRepeat) && _queue.Reader.TryRead(out next))
            {
                batch.Add(next);
            }

            batch.RemoveAll(delivery => delivery.IsWithdrawn);
            if (batch.Count == 0)
                continue;
            if (await TryDeliverAsync(batch, cancellationToken).ConfigureAwait(false))
                Settle(batch);
            else
                await DeadLetterAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryDeliverAsync(List<AlertDelivery> batch, CancellationToken cancellationToken)
    {
        var mayBeRepeat = batch[0].MayBeRepeat;
        Alert[] alerts = [.. batch.Select(delivery => delivery.Alert)];
        var failed = false;
        while (_breaker.MayTry(Now))
        {
            // After a failed attempt nobody knows what arrived.
            var failure = await AttemptAsync(alerts, mayBeRepeat || failed, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                _breaker.Succeeded();
                if (failed)
                    AlertLog.Recovered(_context.Logger, _channel.Name);
                return true;
            }

            failed = true;
            _context.Metrics.ChannelFailed(_channel.Name);
            var known = failure as AlertDeliveryException;
            if (_breaker.Failed(Now, known?.IsTransient ?? true, known?.RetryAfter, _random.NextDouble()) is not { } wait)
                return false;

            AlertLog.Failed(_context.Logger, _channel.Name, alerts.Length, wait, failure);
            await Task.Delay(wait, _context.Time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A channel may fail in any way; the failure is a value that the breaker judges.")]
    private async Task<Exception?> AttemptAsync(Alert[] alerts, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.PublishAsync(alerts, mayBeRepeat, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure;
        }
    }

    private async Task DeadLetterAsync(IReadOnlyList<AlertDelivery> deliveries, CancellationToken cancellationToken)
    {
        Alert[] alerts = [.. deliveries.Select(delivery => delivery.Alert)];
        var key = await _retry.RunAsync(
            "write dead letters", token => DeadLetters.WriteAsync(_objects, _channel.Name, alerts, token), cancellationToken).ConfigureAwait(false);
        AlertLog.DeadLettered(_context.Logger, _channel.Name, alerts.Length, key.Value);
        _context.Metrics.DeadLettered(_channel.Name, alerts.Length);
        foreach (var delivery in deliveries)
            delivery.Settle();
    }

    private void Settle(List<AlertDelivery> batch)
    {
        var now = _context.Time.GetUtcNow();
        foreach (var delivery in batch)
        {
            _context.Metrics.Delivered(_channel.Name, now - delivery.Alert.AlertTime);
            delivery.Settle();
        }
    }
}
