using System.Collections.Concurrent;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Resilience;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Resilience;
using Clickstream.Stream.Shards;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Worker;

/// <summary>
/// A worker: takes its share of the shards, turns what it reads into minutes, alerts and micro-batches, and checkpoints what is durable.
/// Any number of workers of one application share a stream. Runs once.
/// </summary>
public sealed class StreamWorker : IDisposable
{
    /// <summary>How often the shards' states are shown, and how often a worker that runs until idle looks whether it may end.</summary>
    private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the other shards may still flush after a part of the worker has given up.</summary>
    private static readonly TimeSpan DrainAfterFailure = TimeSpan.FromSeconds(10);

    private readonly WorkerOptions _options;
    private readonly WorkerContext _context;
    private readonly LeaseCoordinator _leases;
    private readonly AlertDesk _desk;
    private readonly ShardWork _work;
    private readonly WorkerBoard _board;
    private readonly ConcurrentDictionary<ShardLoop, Task> _loops = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _ownsFeed;
    private int _stop;

    /// <summary>Puts a worker together; nothing is read or written yet.</summary>
    /// <param name="ports">What it works on.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="feed">What it shows while it runs, if that outlives the worker; null makes one.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names everything that is.</exception>
    public StreamWorker(WorkerPorts ports, WorkerOptions options, TimeProvider time, ILogger<StreamWorker> logger, WorkerFeed? feed = null)
    {
        ArgumentNullException.ThrowIfNull(ports);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("The worker's options are wrong: " + string.Join(' ', problems), nameof(options));
        if (options.Pipeline.Rules.CountsPurchases && ports.Purchases is null)
            throw new ArgumentException("A rule counts purchases, and there is nothing that remembers them.", nameof(ports));

        Id = options.WorkerId ?? WorkerName.New();
        _options = options;
        _ownsFeed = feed is null;
        Feed = feed ?? new WorkerFeed();
        _context = new WorkerContext
        {
            WorkerId = Id,
            Time = time,
            Logger = logger,
            Feed = Feed,
            Metrics = new WorkerMetrics(() => Feed.Shards, () => options.Pipeline.Enrichment.Geo?.Failures ?? 0),
            Problems = new WorkerProblems(),
            Schedule = new RetrySchedule { GiveUpAfter = options.GiveUpAfter },
        };
        var leases = new LeaseOptions
        {
            Owner = Id,
            Failover = options.Failover,
            ListEvery = options.LeaseListing,
            MaxLeases = options.MaxLeases,
            Start = options.Start.Checkpoint,
        };
        _leases = new LeaseCoordinator(ports.Leases, ports.Events, leases, time, logger);
        var alerts = new AlertOptions();
        alerts = alerts with { Channel = alerts.Channel with { GiveUpAfter = options.AlertRetry } };
        _desk = new AlertDesk(ports.Claims, ports.Channels, ports.Objects, alerts, _context)
        {
            Windows = ports.Purchases is null ? null : new PurchaseWindows(options.Pipeline.Rules, ports.Purchases),
        };
        _work = new ShardWork(ports, _leases, _desk, options, _context);
        _board = new WorkerBoard(_leases, _context);
    }

    /// <summary>The worker's own name, as in the lease table.</summary>
    public string Id { get; }

    /// <summary>What the worker shows while it runs.</summary>
    public WorkerFeed Feed { get; }

    /// <summary>
    /// Works until <paramref name="drain"/> is cancelled, or, if it runs until idle, until everything is settled. Then it stops taking leases,
    /// flushes, checkpoints and gives its leases back.
    /// </summary>
    /// <param name="drain">Ends the work in order.</param>
    /// <param name="abort">Ends it at once; what was not checkpointed is read again by the next holder.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="GaveUpException">Something the worker depends on failed for too long.</exception>
    /// <exception cref="Pipeline.CorruptStateException">The saved state of a shard cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    public async Task<WorkerSummary> RunAsync(CancellationToken drain, CancellationToken abort)
    {
        var start = _context.Time.GetTimestamp();
        WorkerLog.Started(_context.Logger, Id, _options.Application);
        using var forward = abort.Register(_abort.Cancel);
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(drain, _abort.Token);
        using var backgroundStop = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        Task[] background =
        [
            WatchAsync(_leases.RenewAsync(backgroundStop.Token)),
            WatchAsync(_desk.RunAsync(backgroundStop.Token)),
            WatchAsync(_board.RunAsync(() => _loops.Keys, StatusEvery, backgroundStop.Token)),
        ];
        var take = WatchAsync(_leases.TakeAsync(StartLoop, _context.NewRetry("leases"), taking.Token));
        try
        {
            var isSettled = await WorkAsync(taking.Token).ConfigureAwait(false);
            await taking.CancelAsync().ConfigureAwait(false);
            await take.ConfigureAwait(false);
            await StopLoopsAsync(isSettled ? ShardStop.Settle : ShardStop.Drain).ConfigureAwait(false);
            abort.ThrowIfCancellationRequested();
            if (_failed.Task.IsFaulted)
                await _failed.Task.ConfigureAwait(false);
        }
        finally
        {
            await taking.CancelAsync().ConfigureAwait(false);
            await backgroundStop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([.. background, take, .. _loops.Values]).ConfigureAwait(false);
            _board.ShowStopped();
        }

        var summary = _board.Summarize(_context.Time.GetElapsedTime(start));
        WorkerLog.Ended(_context.Logger, Id, summary);
        return summary;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Metrics.Dispose();
        if (_ownsFeed)
            Feed.Dispose();
        _abort.Dispose();
    }

    /// <summary>Returns when the work is to end: true if everything is settled, false if it was stopped or a part of it failed.</summary>
    private async Task<bool> WorkAsync(CancellationToken stop)
    {
        var check = new TipCheck(_work.Ports.Events, _options.Start.Position);
        var retry = _context.NewRetry("shards to settle");
        try
        {
            while (!_failed.Task.IsCompleted)
            {
                await _failed.Task.WaitAsync(StatusEvery, _context.Time, stop)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                stop.ThrowIfCancellationRequested();
                if (_options.UntilIdle && _options.InputsEnd.IsCompleted
                    && await retry.RunAsync("see whether all is read", token => IsAllReadAsync(check, token), stop).ConfigureAwait(false))
                {
                    WorkerLog.Settling(_context.Logger);
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }

        return false;
    }

    private async Task<bool> IsAllReadAsync(TipCheck check, CancellationToken cancellationToken)
    {
        // Cheap things first: while a shard of this worker has more to read, the table is of no interest.
        var loops = _loops.Keys.ToDictionary(loop => loop.Lease.Shard);
        if (loops.Values.Any(loop => !loop.Progress.IsSettled))
        {
            check.Reset();
            return false;
        }

        var leases = await _leases.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await check.IsAtTipAsync(
            leases, shard => loops.TryGetValue(shard, out var loop) ? loop.Progress.IsSettled : null, cancellationToken).ConfigureAwait(false);
    }

    private void StartLoop(HeldLease lease)
    {
        var loop = new ShardLoop(_work, lease);
        _board.Add(loop);
        if (Volatile.Read(ref _stop) != 0)
            loop.Stop((ShardStop)_stop);
        // It starts behind a gate, so that it is known before it can end.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loops[loop] = WatchAsync(RunLoopAsync(loop, started.Task));
        started.SetResult();
    }

    private async Task RunLoopAsync(ShardLoop loop, Task started)
    {
        await started.ConfigureAwait(false);
        var outcome = ShardOutcome.Lost;
        try
        {
            outcome = await loop.RunAsync(_abort.Token).ConfigureAwait(false);
            _board.Ended(loop, outcome);
        }
        finally
        {
            // In this order: once the lease is forgotten it may be taken again, and a shard has one loop at a time.
            _loops.TryRemove(loop, out _);
            _leases.Forget(loop.Lease);
            // The children of a shard can be read now. A lease that was lost or given back is somebody else's, and leaves nothing to hurry for.
            if (outcome == ShardOutcome.Ended)
                _leases.Wake();
        }
    }

    private async Task StopLoopsAsync(ShardStop reason)
    {
        Volatile.Write(ref _stop, (int)reason);
        WorkerLog.Draining(_context.Logger, Id, _loops.Count);
        foreach (var loop in _loops.Keys)
            loop.Stop(reason);
        var ending = Task.WhenAll(_loops.Values);
        // When a part has given up, what the others depend on is likely to be broken as well.
        if (_failed.Task.IsCompleted)
            await ending.WaitAsync(DrainAfterFailure, _context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        else
            await Task.WhenAny(ending, _failed.Task).ConfigureAwait(false);
        if (_failed.Task.IsCompleted)
            await _abort.CancelAsync().ConfigureAwait(false);
        await ending.ConfigureAwait(false);
    }

    /// <summary>Waits for a part of the worker. The first failure of any part stops the whole; cancellation is none.</summary>
    private async Task WatchAsync(Task part)
    {
        await part.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (part.Exception?.InnerException is { } cause && _failed.TrySetException(cause))
            WorkerLog.Failed(_context.Logger, Id, cause);
    }
}
