using Microsoft.Extensions.Hosting;

namespace Clickstream.Stream.Worker;

/// <summary>
/// A <see cref="StreamWorker"/> in a Generic Host. Stopping the host drains the worker; when the host's shutdown time-out is over, it is aborted.
/// When the worker ends by itself, done or failed, the host is stopped.
/// </summary>
public sealed class StreamWorkerService(StreamWorker worker, IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<WorkerSummary> _summary = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the worker did; fails as <see cref="StreamWorker.RunAsync"/> does.</summary>
    public Task<WorkerSummary> Summary => _summary.Task;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var forward = cancellationToken.Register(_abort.Cancel);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _abort.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = worker.RunAsync(stoppingToken, _abort.Token);
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _summary.SetFromTask(running);
        lifetime.StopApplication();
    }
}
