using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Claims;
using Clickstream.Core.Engagement;
using Clickstream.Core.Objects;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Alerts;

/// <summary>
/// Sends the alerts of minutes. It has no outbox: a worker that dies looks at the last hour of minutes again, and the claims refuse what was sent.
/// Minutes are looked at only while this worker has read its shards to the tip, so that a backlog is not taken for a drop.
/// </summary>
public sealed class MinuteAlerts
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // For a channel that fails; then dead letters.
    private static readonly TimeSpan AtTheTip = TimeSpan.FromSeconds(10);

    private readonly MinuteWatch _watch;
    private readonly WorkerFeed _feed;
    private readonly AlertDispatch _dispatch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _claimant = $"minutes:{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private List<FoundAlert> _open = [];

    /// <summary>Watches minutes by rules.</summary>
    public MinuteAlerts(AlertRules rules, WorkerFeed feed, MinuteAlertPorts ports, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(ports);
        (_watch, _feed, _time, _logger) = (new MinuteWatch(rules), feed, time, logger);
        var options = new AlertOptions();
        ChannelSender[] senders = [.. ports.Channels.Select(channel => new ChannelSender(
            channel, new ChannelBreaker(options.Channel, options.RestAfterGivingUp), time, new Random(Environment.ProcessId)))];
        _dispatch = new AlertDispatch(ports.Claims, senders, ports.Objects, time)
        {
            OnDeadLetters = (channel, count, key) => AlertLog.DeadLettered(logger, channel, count, key.Value),
        };
    }

    /// <summary>Takes a row of a minute in, of any worker.</summary>
    public void Add(MinuteResult row) => _watch.Add(row);

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                if (IsAtTip(_feed.Shards))
                {
                    await LookAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    /// <summary>Looks at the minutes that have settled, and sends what there is to send.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        _open.AddRange(_watch.Take(_time.GetUtcNow()).Select(alert => new FoundAlert(alert, _claimant)));
        if (_open.Count == 0)
        {
            return;
        }

        FoundAlert[] some = [.. _open.Take(AlertDispatch.MaxAtOnce)];
        using var patience = new CancellationTokenSource(Patience, _time);
        try
        {
            var outcome = await _dispatch.SendAsync(some, patience.Token, cancellationToken).ConfigureAwait(false);
            _open = [.. outcome.Held, .. _open.Skip(some.Length)];
            foreach (var sent in some.Where(one => !outcome.Held.Contains(one)))
            {
                _feed.Publish(sent.Alert);
            }
        }
        catch (IOException fault)
        {
            AlertLog.MinutesWait(_logger, some.Length, fault);
        }
    }

    private static bool IsAtTip(IReadOnlyList<ShardStatus> shards) =>
        shards.Any(shard => shard.BehindLatest is not null) && shards.All(shard => shard.BehindLatest is null || shard.BehindLatest < AtTheTip);
}

/// <summary>What alerts of minutes need.</summary>
/// <param name="Claims">By which each goes out once.</param>
/// <param name="Channels">Where they go.</param>
/// <param name="Objects">Where dead letters go.</param>
public sealed record MinuteAlertPorts(IClaimStore Claims, IReadOnlyList<IAlertChannel> Channels, IObjectStore Objects);
