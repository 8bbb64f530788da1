using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Resilience;

namespace Clickstream.Stream.Shards;

/// <summary>
/// Reads one shard for as long as this worker holds its lease: pages through the pipeline, alerts to their desk, flushes to the lake.
/// One flush may be on its way while the next pages are processed.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source holds no timer or handle, and a stop may come when the loop has ended.")]
internal sealed class ShardLoop
{
    private readonly ShardWork _work;
    private readonly HeldLease _lease;
    private readonly Retry _retry;
    private readonly ShardCommit _commit;
    private readonly ShardAlerts _alerts;
    private readonly TaskCompletionSource<ShardStop> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopReading = new();
    private volatile ShardProgress _progress = ShardProgress.None;

    public ShardLoop(ShardWork work, HeldLease lease)
    {
        (_work, _lease) = (work, lease);
        _retry = work.Context.NewRetry(lease.Shard.Value);
        _commit = new ShardCommit(work.Ports, lease, _retry, work.Context);
        _alerts = new ShardAlerts(work.Desk, lease);
    }

    public HeldLease Lease => _lease;

    public ShardAlerts Alerts => _alerts;

    /// <summary>How far it has come.</summary>
    public ShardProgress Progress => _progress;

    /// <summary>Asks the loop to end; returns at once. The first reason holds.</summary>
    public void Stop(ShardStop reason)
    {
        if (_stop.TrySetResult(reason))
            _stopReading.Cancel();
    }

    /// <summary>Reads until the shard's end, a stop, or the loss of the lease.</summary>
    /// <exception cref="GaveUpException">Something it depends on failed for too long.</exception>
    /// <exception cref="CorruptStateException">The saved state cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was aborted; nothing more was changed.</exception>
    public async Task<ShardOutcome> RunAsync(CancellationToken abort)
    {
        using var owned = CancellationTokenSource.CreateLinkedTokenSource(abort, _lease.Lost);
        var alerts = Task.CompletedTask;
        try
        {
            ShardLog.Started(_work.Context.Logger, _lease.Shard, _lease.Row.Checkpoint.Value);
            var pipeline = await ShardStart.OpenAsync(_work, _lease.Row, _retry, owned.Token).ConfigureAwait(false);
            foreach (var alert in pipeline.Outbox)
                _alerts.Post(alert);
            using (pipeline)
            using (pipeline.Alerts.Subscribe(_alerts.Post))
            using (pipeline.Minutes.Subscribe(_work.Context.Feed.Publish))
            {
                alerts = SendAlertsAsync(owned);
                return await ReadAsync(pipeline, owned).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (alerts.IsFaulted)
        {
            await alerts.ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException) when (_lease.Lost.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            return ShardOutcome.Lost;
        }
        finally
        {
            await owned.CancelAsync().ConfigureAwait(false);
            await alerts.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ShardOutcome> ReadAsync(ShardPipeline pipeline, CancellationTokenSource owned)
    {
        var token = owned.Token;
        await using var session = new ShardSession(_work, pipeline, _commit, _alerts, progress => _progress = progress);
        var children = await FeedAsync(pipeline, session, token).ConfigureAwait(false);
        if (children is null && _lease.Lost.IsCancellationRequested)
            return ShardOutcome.Lost;

        token.ThrowIfCancellationRequested();
        if (children is not null)
        {
            // The leases of the children exist before the parent's end is known, so no reader can miss them.
            await _retry.RunAsync("add leases for new shards", _work.Leases.RefreshAsync, token).ConfigureAwait(false);
        }

        var isSettling = _stop.Task is { IsCompletedSuccessfully: true, Result: ShardStop.Settle };
        if (!await session.FinishAsync(isSettling || children is not null, children ?? [], token).ConfigureAwait(false))
            return ShardOutcome.Lost;

        await _retry.RunAsync($"give back the lease of {_lease.Shard}", _lease.ReleaseAsync, token).ConfigureAwait(false);
        return children is null ? ShardOutcome.Released : ShardOutcome.Ended;
    }

    /// <summary>Feeds pages to the session until the shard's end, a stop, or the loss of the lease.</summary>
    /// <returns>The shards that follow, if the shard has ended; else null.</returns>
    private async Task<IReadOnlyList<ShardId>?> FeedAsync(ShardPipeline pipeline, ShardSession session, CancellationToken owned)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(owned, _lease.Handover, _stopReading.Token);
        await foreach (var page in PagesAsync(pipeline, owned, reading.Token).ConfigureAwait(false))
        {
            using (page)
            {
                session.Process(page);
                if (page.Children is { } children)
                    return [.. children.Select(child => child.Id)];
            }

            if (!await session.FlushIfDueAsync(owned).ConfigureAwait(false))
                return null;
        }

        return null;
    }

    /// <summary>The pages behind the checkpoint. A shard that the stream has forgotten is at its end.</summary>
    private async IAsyncEnumerable<RecordPage> PagesAsync(
        ShardPipeline pipeline, CancellationToken owned, [EnumeratorCancellation] CancellationToken reading)
    {
        var shards = await _retry.RunAsync("list the shards", _work.Ports.Events.ListShardsAsync, owned).ConfigureAwait(false);
        if (shards.FirstOrDefault(shard => shard.Id == _lease.Shard) is { } shard)
        {
            pipeline.Scope = ShardScope.Of(shard, shards);
            var from = TipCheck.StartOf(_lease.Row, _work.Options.Start.Position);
            if (pipeline.Through is null && _lease.Row.Checkpoint is { SequenceNumber: { } at } checkpoint)
            {
                // A KCL worker may have checkpointed in the midst of a record, so that record is read once more.
                ShardLog.ReadElsewhere(_work.Context.Logger, shard.Id, checkpoint.Value, checkpoint.SubSequenceNumber);
                pipeline.ReadElsewhere = checkpoint;
                from = new StreamPosition.At(at);
            }

            var reader = new ShardReader(_work.Ports.Events, _lease.Shard, _retry);
            await foreach (var page in reader.ReadAsync(from, reading).ConfigureAwait(false))
                yield return page;
        }
        else
        {
            ShardLog.Vanished(_work.Context.Logger, _lease.Shard, _lease.Row.Checkpoint.Value);
            yield return new RecordPage([], TimeSpan.Zero, [.. shards.Where(shard => shard.Parents.Contains(_lease.Shard))]);
        }
    }

    /// <summary>Runs the alerts of the shard. If they fail, the reading ends, too.</summary>
    private async Task SendAlertsAsync(CancellationTokenSource owned)
    {
        try
        {
            await _alerts.RunAsync(owned.Token).ConfigureAwait(false);
        }
        catch (GaveUpException)
        {
            await owned.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
