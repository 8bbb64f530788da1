using Clickstream.Core.Streams;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Shards;

/// <summary>
/// Feeds the pages of one shard to its pipeline and decides when to flush: by bytes, by age, and at once when a worker that runs until idle has read all.
/// One flush may be on its way; a second one waits for it, so what waits in memory is bounded. For one caller at a time.
/// </summary>
internal sealed class ShardSession : IAsyncDisposable
{
    private readonly WorkerOptions _options;
    private readonly WorkerContext _context;
    private readonly ShardPipeline _pipeline;
    private readonly ShardCommit _commit;
    private readonly ShardAlerts _alerts;
    private readonly Action<ShardProgress> _publish;
    private Task<bool>? _flight;
    private ShardProgress _progress;
    private bool _isAtTip;
    private bool _wasEmpty;
    private long? _pendingSince;
    private long _earlyAt;
    private long _recordsAt;

    public ShardSession(ShardWork work, ShardPipeline pipeline, ShardCommit commit, ShardAlerts alerts, Action<ShardProgress> publish)
    {
        (_options, _context, _pipeline, _commit, _alerts, _publish) = (work.Options, work.Context, pipeline, commit, alerts, publish);
        _earlyAt = _recordsAt = _context.Time.GetTimestamp();
        var counts = pipeline.Counters.Inputs;
        _progress = new ShardProgress { Position = pipeline.Through, Watermark = pipeline.Watermark, Counts = counts, CountsBefore = counts };
        publish(_progress);
    }

    /// <summary>Takes a page in, and shows what there is to show.</summary>
    public void Process(RecordPage page)
    {
        var now = _context.Time.GetTimestamp();
        _wasEmpty = page.Records.Count == 0;
        _isAtTip = page.BehindLatest == TimeSpan.Zero;
        _pipeline.Process(page);
        if (!_wasEmpty)
            (_recordsAt, _progress) = (now, _progress with { IsIdle = false });
        else if (!_progress.IsIdle && _context.Time.GetElapsedTime(_recordsAt) >= _options.IdleTimeout)
            CloseIdle();

        if (_context.Time.GetElapsedTime(_earlyAt) >= _options.EarlyEvery)
        {
            _pipeline.EmitEarly();
            _earlyAt = now;
        }

        if (_pipeline.HasPending)
            _pendingSince ??= now;
        Advance(page);
    }

    /// <summary>Starts a flush if one is due, and sees to the one on its way. Also waits while too many alerts are not settled.</summary>
    /// <returns>False if the lease is lost.</returns>
    public async Task<bool> FlushIfDueAsync(CancellationToken cancellationToken)
    {
        if (!_alerts.HasRoom)
            await _alerts.WaitUntilBelowAsync(AlertOptions.MaxUnsettledPerShard, cancellationToken).ConfigureAwait(false);
        if (_flight is { IsCompleted: true } && !await LandAsync().ConfigureAwait(false))
            return false;

        var isOld = _pendingSince is { } since && _context.Time.GetElapsedTime(since) >= _options.FlushAge;
        var isAllRead = _options.UntilIdle && _wasEmpty && _isAtTip && _pipeline.HasPending;
        if (_pipeline.WantsFlush || isAllRead || (isOld && _flight is null))
        {
            if (!await LandAsync().ConfigureAwait(false))
                return false;
            StartFlush([], cancellationToken);
        }

        // Only a worker that ends when all is read waits here; others read on, as alerts must not wait for a flush.
        if (_options.UntilIdle && _wasEmpty && _isAtTip && !await LandAsync().ConfigureAwait(false))
            return false;

        Publish(_progress with { IsSettled = _isAtTip && _wasEmpty && _flight is null && !_pipeline.HasPending });
        return true;
    }

    /// <summary>Makes everything that was processed durable.</summary>
    /// <param name="isComplete">Whether nothing more is expected: minutes are closed, and alerts are waited for until each is delivered or a dead letter.</param>
    /// <param name="children">The shards that follow, if this one has ended.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>False if the lease is lost.</returns>
    public async Task<bool> FinishAsync(bool isComplete, IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        if (!await LandAsync().ConfigureAwait(false))
            return false;

        if (isComplete)
            _pipeline.CloseAll();
        await WaitForAlertsAsync(isComplete ? Timeout.InfiniteTimeSpan : _options.AlertDrain, cancellationToken).ConfigureAwait(false);
        if (!_pipeline.HasPending)
            return true;

        StartFlush(children, cancellationToken);
        return await LandAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the flush on its way, so that it does not outlive its buffers; what became of it no longer matters.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_flight is not null)
            await ((Task)_flight).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void StartFlush(IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        _pipeline.Outbox = _alerts.Outbox;
        var flush = _pipeline.Cut();
        _pendingSince = null;
        _flight = Task.Run(() => _commit.CommitAsync(flush, children, cancellationToken), CancellationToken.None);
    }

    /// <summary>Waits for the flush on its way, if there is one.</summary>
    /// <returns>False if the lease is lost.</returns>
    private async Task<bool> LandAsync()
    {
        if (_flight is not { } flight)
            return true;

        var isOurs = await flight.ConfigureAwait(false);
        _flight = null;
        if (isOurs)
            Publish(_progress with { Flushes = _progress.Flushes + 1 });
        return isOurs;
    }

    private async Task WaitForAlertsAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _alerts.WaitUntilBelowAsync(1, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The rest is in the outbox, which is saved with the state; the next holder sends it.
        }
    }

    private void CloseIdle()
    {
        _pipeline.CloseIdle();
        _progress = _progress with { IsIdle = true };
        ShardLog.Idle(_context.Logger, _pipeline.Shard, _options.IdleTimeout);
    }

    private void Advance(RecordPage page)
    {
        var counts = _pipeline.Counters.Inputs;
        _context.Metrics.Read(page.Records.Count, counts - _progress.Counts);
        Publish(_progress with
        {
            Records = _progress.Records + page.Records.Count,
            Position = _pipeline.Through,
            BehindLatest = page.BehindLatest,
            Watermark = _pipeline.Watermark,
            Counts = counts,
            IsSettled = false,
        });
    }

    private void Publish(ShardProgress progress)
    {
        _progress = progress;
        _publish(progress);
    }
}
