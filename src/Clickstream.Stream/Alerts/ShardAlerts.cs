using System.Threading.Channels;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Claims;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Resilience;

namespace Clickstream.Stream.Alerts;

/// <summary>
/// The alerts of one shard: claim, send to every channel, complete. An alert is in the <see cref="Outbox"/> from the moment it was made until its claim is
/// completed, and the outbox is part of the shard's state; so whatever is killed when, the alert is sent again, as the same claimant.
/// </summary>
/// <remarks>
/// Killed before the claim: the alert is made or resumed again, and granted. Between claim and completion: it is pending, and sent again as a possible repeat.
/// After the completion: it is refused. The claimant is the shard, not the process. An alert that another claimant holds stays in the outbox and is claimed
/// again later, so it is not lost if that one is gone for good. A candidate is in the outbox until the alerts that it gives are.
/// </remarks>
internal sealed class ShardAlerts
{
    private readonly AlertDesk _desk;
    private readonly HeldLease _lease;
    private readonly Retry _claimRetry;
    private readonly Retry _completeRetry;
    private readonly HeldAlerts _held = new();
    private readonly long _startedAt;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Number, Alert Alert)> _outbox = new(StringComparer.Ordinal);
    private readonly Channel<Alert> _toClaim = Channel.CreateUnbounded<Alert>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Alert> _toComplete = Channel.CreateUnbounded<Alert>(new UnboundedChannelOptions { SingleReader = true });
    private TaskCompletionSource? _settled;
    private int _settledBelow;
    private long _posted;

    public ShardAlerts(AlertDesk desk, HeldLease lease)
    {
        (_desk, _lease) = (desk, lease);
        _claimRetry = desk.Context.NewRetry($"claims of {lease.Shard}");
        _completeRetry = desk.Context.NewRetry($"completed claims of {lease.Shard}");
        _startedAt = desk.Context.Time.GetTimestamp();
    }

    /// <summary>Alerts sent for the first time.</summary>
    public long Sent { get; private set; }

    /// <summary>Alerts sent again.</summary>
    public long Repeated { get; private set; }

    private TimeSpan Now => _desk.Context.Time.GetElapsedTime(_startedAt);

    /// <summary>Whether more alerts may come; if not, wait with <see cref="WaitUntilBelowAsync"/> before the next page.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return _outbox.Count < AlertOptions.MaxUnsettledPerShard;
        }
    }

    /// <summary>Alerts that are not settled, in the order they were made.</summary>
    public IReadOnlyList<Alert> Outbox
    {
        get
        {
            lock (_gate)
                return [.. _outbox.Values.OrderBy(entry => entry.Number).Select(entry => entry.Alert)];
        }
    }

    /// <summary>Takes an alert. Nothing happens if the same one is on its way.</summary>
    public void Post(Alert alert)
    {
        lock (_gate)
        {
            if (!_outbox.TryAdd(alert.Id, (_posted++, alert)))
                return;
        }

        _toClaim.Writer.TryWrite(alert);
    }

    /// <summary>Returns when fewer than this many alerts are not settled. For one caller at a time.</summary>
    public Task WaitUntilBelowAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_outbox.Count < count)
                return Task.CompletedTask;

            _settledBelow = count;
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _settled.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Claims, sends and completes until cancelled, or until the lease is lost.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(ClaimAsync(cancellationToken), CompleteAsync(cancellationToken));

    private async Task ClaimAsync(CancellationToken cancellationToken)
    {
        while (await HasAlertsAsync(cancellationToken).ConfigureAwait(false))
        {
            var alerts = ReadBatch(_toClaim.Reader);
            await ResolveAsync(alerts, cancellationToken).ConfigureAwait(false);
            _held.TakeDue(Now, AlertOptions.MaxClaimsPerCall, alerts);
            if (alerts.Count == 0)
                continue;

            // A process that was stopped for long must not send what the new holder sends.
            var outcomes = await _claimRetry.RunAsync("claim alerts", async token =>
                await _lease.ConfirmAsync(token).ConfigureAwait(false)
                    ? await _desk.Claims.ClaimAsync([.. alerts.Select(AlertClaim.KeyOf)], _lease.Shard.Value, token).ConfigureAwait(false)
                    : null,
                cancellationToken).ConfigureAwait(false);
            if (outcomes is null)
                return;

            await SendAsync(alerts, outcomes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts the alerts of candidates in their place. The lease does not matter: what the memory has twice, it has once.</summary>
    private async Task ResolveAsync(List<Alert> alerts, CancellationToken cancellationToken)
    {
        var candidates = alerts.FindAll(PurchaseCandidate.Is);
        if (candidates.Count == 0)
            return;

        alerts.RemoveAll(PurchaseCandidate.Is);
        var resolved = _desk.Windows is not { } windows ? [] : await _claimRetry.RunAsync(
            "remember purchases", token => windows.ResolveAsync(candidates, token), cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            alerts.AddRange(resolved.SelectMany(some => some).Where(alert => _outbox.TryAdd(alert.Id, (_posted++, alert))));
            Forget(candidates);
        }
    }

    /// <summary>Waits for a new alert, or until one that was held is to be claimed again.</summary>
    private async Task<bool> HasAlertsAsync(CancellationToken cancellationToken)
    {
        if (_held.NextDue is not { } due)
            return await _toClaim.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);

        var wait = due - Now;
        if (wait <= TimeSpan.Zero)
            return true;

        using var sooner = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrived = _toClaim.Reader.WaitToReadAsync(sooner.Token).AsTask();
        await Task.WhenAny(arrived, Task.Delay(wait, _desk.Context.Time, sooner.Token)).ConfigureAwait(false);
        await sooner.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private async Task SendAsync(List<Alert> alerts, IReadOnlyList<ClaimOutcome> outcomes, CancellationToken cancellationToken)
    {
        var deliveries = new List<AlertDelivery>(alerts.Count);
        var (granted, pending, held) = (0, 0, 0);
        for (var i = 0; i < alerts.Count; i++)
        {
            if (outcomes[i] == ClaimOutcome.Held)
            {
                _held.Add(alerts[i], Now);
                held++;
                continue;
            }

            _held.Forget(alerts[i]);
            if (outcomes[i] == ClaimOutcome.Refused)
            {
                Forget([alerts[i]]);
                continue;
            }

            _ = outcomes[i] == ClaimOutcome.Granted ? granted++ : pending++;
            var mayBeRepeat = outcomes[i] == ClaimOutcome.Pending;
            deliveries.Add(new AlertDelivery(alerts[i], mayBeRepeat, _desk.Channels, Settled, _lease.Lost));
        }

        (Sent, Repeated) = (Sent + granted, Repeated + pending);
        var metrics = _desk.Context.Metrics;
        metrics.Claimed("granted", granted);
        metrics.Claimed("pending", pending);
        metrics.Claimed("held", held);
        metrics.Claimed("refused", alerts.Count - granted - pending - held);
        if (_desk.Channels == 0)
            deliveries.ForEach(delivery => Settled(delivery.Alert));
        else
            await _desk.SendAsync(deliveries, cancellationToken).ConfigureAwait(false);

        foreach (var delivery in deliveries)
            _desk.Context.Feed.Publish(delivery.Alert);
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        while (await _toComplete.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var alerts = ReadBatch(_toComplete.Reader);
            await _completeRetry.RunAsync(
                "complete the claims of alerts",
                token => _desk.Claims.CompleteAsync([.. alerts.Select(AlertClaim.KeyOf)], token),
                cancellationToken).ConfigureAwait(false);
            Forget(alerts);
        }
    }

    private void Settled(Alert alert) => _toComplete.Writer.TryWrite(alert);

    private static List<Alert> ReadBatch(ChannelReader<Alert> reader)
    {
        var batch = new List<Alert>();
        while (batch.Count < AlertOptions.MaxClaimsPerCall && reader.TryRead(out var alert))
            batch.Add(alert);
        return batch;
    }

    private void Forget(List<Alert> alerts)
    {
        lock (_gate)
        {
            foreach (var alert in alerts)
                _outbox.Remove(alert.Id);
            if (_settled is not null && _outbox.Count < _settledBelow)
            {
                _settled.TrySetResult();
                _settled = null;
            }
        }
    }
}
