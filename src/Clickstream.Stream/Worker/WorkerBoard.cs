using System.Collections.Concurrent;
using Clickstream.Core.Leases;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Worker;

/// <summary>Puts together what the worker shows of its shards, and what it has done in the end.</summary>
internal sealed class WorkerBoard(LeaseCoordinator leases, WorkerContext context)
{
    private readonly Lock _gate = new();
    private readonly List<ShardLoop> _running = [];
    private readonly ConcurrentDictionary<string, ShardStatus> _ended = new(StringComparer.Ordinal);
    private WorkerSummary _done = Nothing(TimeSpan.Zero);

    /// <summary>Notes that a loop runs.</summary>
    public void Add(ShardLoop loop)
    {
        lock (_gate)
            _running.Add(loop);
    }

    /// <summary>Notes how a loop ended.</summary>
    public void Ended(ShardLoop loop, ShardOutcome outcome)
    {
        ShardLog.Done(context.Logger, loop.Lease.Shard, loop.Lease.Row.Checkpoint.Value, outcome);
        if (outcome == ShardOutcome.Lost)
            context.Metrics.LeaseLost();
        else
            _ended[loop.Lease.Shard.Value] = Status(loop.Lease.Row with { Owner = null }, loop);
        lock (_gate)
        {
            _running.Remove(loop);
            _done = Add(_done, loop) with
            {
                ShardsEnded = _done.ShardsEnded + (outcome == ShardOutcome.Ended ? 1 : 0),
                LeasesLost = _done.LeasesLost + (outcome == ShardOutcome.Lost ? 1 : 0),
            };
        }
    }

    /// <summary>Shows the state of things again and again.</summary>
    public async Task RunAsync(Func<ICollection<ShardLoop>> loops, TimeSpan every, CancellationToken cancellationToken)
    {
        while (true)
        {
            Show(loops().ToDictionary(loop => loop.Lease.Shard.Value));
            await Task.Delay(every, context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Shows the last state, and that the worker does not work any more.</summary>
    public void ShowStopped()
    {
        context.Feed.Shards = [.. context.Feed.Shards.Select(shown => _ended.GetValueOrDefault(shown.Shard.Value, shown)).Select(shown => shown with
        {
            Activity = shown.Checkpoint.IsShardEnd ? ShardActivity.Ended : shown.Owner is null ? ShardActivity.Free : ShardActivity.Elsewhere,
        })];
        context.Feed.Readiness = new WorkerReadiness(false, "The worker has stopped.");
    }

    /// <summary>What was done, by all loops together.</summary>
    public WorkerSummary Summarize(TimeSpan duration)
    {
        lock (_gate)
            return _running.Aggregate(_done, Add) with { Duration = duration };
    }

    private void Show(Dictionary<string, ShardLoop> loops)
    {
        var table = leases.Table;
        context.Feed.Shards = [.. (table ?? []).Select(row => loops.TryGetValue(row.Shard.Value, out var loop)
            ? Status(loop.Lease.Row, loop)
            : Status(row, table!))];
        var problems = context.Problems.All;
        context.Feed.Readiness = (table, problems.Count) switch
        {
            (null, 0) => new WorkerReadiness(false, "The leases have not been read yet."),
            (_, > 0) => new WorkerReadiness(false, string.Join(' ', problems)),
            _ => new WorkerReadiness(true, "The worker reads its shards."),
        };
    }

    private ShardStatus Status(Lease row, ShardLoop loop)
    {
        var progress = loop.Progress;
        return new ShardStatus(row.Shard, progress.IsIdle ? ShardActivity.Idle : ShardActivity.Reading, row.Checkpoint)
        {
            Owner = row.Owner,
            Position = progress.Position,
            BehindLatest = progress.BehindLatest,
            Watermark = progress.Watermark,
            Counts = progress.Counts,
            Problem = context.Problems.Of(row.Shard.Value),
        };
    }

    /// <summary>A shard without a loop: what this worker last knew of it, with what the table says now.</summary>
    private ShardStatus Status(Lease row, IReadOnlyList<Lease> table)
    {
        var known = _ended.GetValueOrDefault(row.Shard.Value) ?? new ShardStatus(row.Shard, ShardActivity.Free, row.Checkpoint);
        return known with
        {
            Activity = row switch
            {
                { Checkpoint.IsShardEnd: true } => ShardActivity.Ended,
                _ when LeaseTakePlan.IsWaitingForParents(row, table) => ShardActivity.WaitingForParents,
                { Owner: null } => ShardActivity.Free,
                _ => ShardActivity.Elsewhere,
            },
            Checkpoint = row.Checkpoint,
            Owner = row.Owner,
            BehindLatest = null,
            Problem = null,
        };
    }

    private static WorkerSummary Add(WorkerSummary sum, ShardLoop loop)
    {
        var progress = loop.Progress;
        return sum with
        {
            Records = sum.Records + progress.Records,
            Inputs = sum.Inputs + (progress.Counts - progress.CountsBefore),
            Alerts = sum.Alerts + loop.Alerts.Sent,
            RepeatedAlerts = sum.RepeatedAlerts + loop.Alerts.Repeated,
            Flushes = sum.Flushes + progress.Flushes,
        };
    }

    private static WorkerSummary Nothing(TimeSpan duration) => new()
    {
        Records = 0,
        Inputs = default,
        Alerts = 0,
        RepeatedAlerts = 0,
        Flushes = 0,
        ShardsEnded = 0,
        LeasesLost = 0,
        Duration = duration,
    };
}
