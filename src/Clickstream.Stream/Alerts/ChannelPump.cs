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
    private readonly ChannelSender _sender;
    private readonly IObjectStore _objects;
    private readonly WorkerContext _context;
    private readonly Retry _retry;
    private readonly Channel<AlertDelivery> _queue = Channel.CreateBounded<AlertDelivery>(
        new BoundedChannelOptions(AlertOptions.MaxQueuedPerChannel) { SingleReader = true });

    public ChannelPump(IAlertChannel channel, IObjectStore objects, AlertOptions options, WorkerContext context)
    {
        (_objects, _context) = (objects, context);
        var breaker = new ChannelBreaker(options.Channel, options.RestAfterGivingUp);
        _sender = new ChannelSender(channel, breaker, context.Time, context.NewRandom($"channel {channel.Name}"))
        {
            OnFailed = Failed,
            OnRecovered = () => AlertLog.Recovered(context.Logger, channel.Name),
        };
        _retry = context.NewRetry($"dead letters of {channel.Name}");
    }

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

    private Task<bool> TryDeliverAsync(List<AlertDelivery> batch, CancellationToken cancellationToken) =>
        _sender.TrySendAsync([.. batch.Select(delivery => delivery.Alert)], batch[0].MayBeRepeat, CancellationToken.None, cancellationToken);

    private void Failed(Exception cause, int alerts, TimeSpan? wait)
    {
        _context.Metrics.ChannelFailed(_sender.Channel);
        if (wait is { } next)
            AlertLog.Failed(_context.Logger, _sender.Channel, alerts, next, cause);
        else
            AlertLog.GaveUp(_context.Logger, _sender.Channel, alerts, cause);
    }

    private async Task DeadLetterAsync(IReadOnlyList<AlertDelivery> deliveries, CancellationToken cancellationToken)
    {
        Alert[] alerts = [.. deliveries.Select(delivery => delivery.Alert)];
        var key = await _retry.RunAsync(
            "write dead letters", token => DeadLetters.WriteAsync(_objects, _sender.Channel, alerts, token), cancellationToken).ConfigureAwait(false);
        AlertLog.DeadLettered(_context.Logger, _sender.Channel, alerts.Length, key.Value);
        _context.Metrics.DeadLettered(_sender.Channel, alerts.Length);
        foreach (var delivery in deliveries)
            delivery.Settle();
    }

    private void Settle(List<AlertDelivery> batch)
    {
        var now = _context.Time.GetUtcNow();
        foreach (var delivery in batch)
        {
            _context.Metrics.Delivered(_sender.Channel, now - delivery.Alert.AlertTime);
            delivery.Settle();
        }
    }
}
