using System.Diagnostics.Metrics;
using System.Net;
using Clickstream.Producer.Collect.Access;
using Clickstream.Producer.Collect.Http;
using Clickstream.Producer.Collect.Spool;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Producer.Collect;

/// <summary>
/// Takes events over HTTP. It answers 200 when they are in its spool, durably, and puts them into the stream from there; so it takes events while the stream
/// is away, and one that is killed goes on where it was. Its events are an input of <c>reconcile</c> under the name that its spool has.
/// </summary>
public sealed class Collector : ICollectStatus, IAsyncDisposable
{
    private const string MeterName = "Clickstream";

    /// <summary>
    /// Threads that need not be asked for twice (8). The embedded stream's commits, its checkpoints and the position's flush block theirs, and on one core the pool has
    /// one: every request would wait for the disk then.
    /// </summary>
    private const int Threads = 8;

    private readonly CollectOptions _options;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new(MeterName);
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly long _started;
    private readonly CollectMetrics _metrics;
    private readonly SpoolDisk _disk;
    private readonly EventSpool _spool;
    private readonly SpoolWriter _writer;
    private readonly KeyFile? _keys;
    private readonly SpoolDrain _drain;
    private readonly long _startedAt;
    private Task _draining = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private CollectServer? _server;
    private bool _isStopping;
    private bool _isDisposed;

    private Collector(CollectOptions options, CollectPorts ports, SpoolDisk disk, ILogger logger, TimeProvider time)
    {
        (_options, _disk, _time) = (options, disk, time);
        _started = time.GetTimestamp();
        _keys = options.KeysFile is { } keys ? KeyFile.Open(keys, logger, time) : null;
        _spool = EventSpool.Open(_disk, options.Spool, logger, time);
        _startedAt = _spool.Position.Next;
        if (_spool.TornBytes > 0)
        {
            CollectLog.TornEnd(logger, _spool.TornBytes);
        }

        _metrics = new CollectMetrics(_meter);
        _writer = new SpoolWriter(_spool, new SpoolMetrics(_meter), time);
        _drain = new SpoolDrain(_spool, ports, options.Producer, logger, time);
        Observe();
    }

    /// <summary>Where it listens, with the port it was given.</summary>
    public IPEndPoint Address => _server!.Address;

    /// <summary>The name by which <c>reconcile</c> knows what it has put.</summary>
    public string Producer => _spool.Position.Producer;

    /// <summary>How far it is.</summary>
    public CollectProgress Progress
    {
        get
        {
            var position = _spool.Position;
            return new CollectProgress
            {
                Requests = _metrics.Requests,
                Accepted = _metrics.Accepted,
                Refused = _metrics.Refused,
                Dropped = _metrics.Dropped,
                Put = position.Next - position.Lost - _startedAt,
                Waiting = _spool.Next - position.Next,
                Lost = position.Lost,
                SpoolBytes = _spool.Bytes,
                Duration = _time.GetElapsedTime(_started),
                StreamFault = _drain.Fault?.Message,
            };
        }
    }

    string? ICollectStatus.Unready => _isStopping ? "stopping"
        : _writer.Fault is not null ? "the disk of the spool takes nothing"
        : _writer.IsFull ? "the spool is full"
        : null;

    /// <summary>Starts to listen and to drain.</summary>
    /// <param name="options">How.</param>
    /// <param name="ports">Where events go.</param>
    /// <param name="logging">Where it says what happens; null says nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Aborts the start.</param>
    /// <exception cref="CollectException">It cannot be started; the message holds the remedy.</exception>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="InvalidDataException">The spool's position cannot be read.</exception>
    public static async Task<Collector> StartAsync(
        CollectOptions options, CollectPorts ports, ILoggerFactory? logging, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ports);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Problems() is { Count: > 0 } problems)
        {
            throw new CollectException(string.Join(Environment.NewLine, problems));
        }

        var logger = (logging ?? NullLoggerFactory.Instance).CreateLogger<Collector>();
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Threads), completions);
        var disk = SpoolDisk.OpenFolder(options.SpoolFolder);
        Collector? collector = null;
        var isListening = false;
        try
        {
            collector = new Collector(options, ports, disk, logger, time);
            await collector.ListenAsync(logger, logging, cancellationToken);
            isListening = true;
            return collector;
        }
        finally
        {
            if (!isListening)
            {
                await (collector?.DisposeAsync() ?? ValueTask.CompletedTask);
                disk.Dispose();
            }
        }
    }

    /// <summary>Takes events until it is asked to stop; then takes no more, and puts what is in the spool.</summary>
    /// <param name="progress">Told about once a second; may be null.</param>
    /// <param name="drain">Stops.</param>
    /// <param name="abort">Stops at once; what is in the spool stays there for the next start.</param>
    public async Task<CollectProgress> RunAsync(IProgress<CollectProgress>? progress, CancellationToken drain, CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(drain, abort);
        while (!either.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            progress?.Report(Progress);
        }

        await StopAsync(abort);
        return Progress;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await CloseAsync();
        await _abort.CancelAsync();
        await _draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _meter.Dispose();
        _disk.Dispose();
        _closed.Dispose();
        _abort.Dispose();
    }

    private async Task ListenAsync(ILogger logger, ILoggerFactory? logging, CancellationToken cancellationToken)
    {
        var parts = new EndpointParts
        {
            Options = _options,
            Writer = _writer,
            Keys = _keys,
            Metrics = _metrics,
            Complaints = new Complaints(logger, _time),
            Logger = logger,
            Time = _time,
        };
        var router = new CollectRouter(new CollectEndpoint(parts), parts, this);
        _server = await CollectServer.StartAsync(_options, router.HandleAsync, logging, cancellationToken);
        _draining = Task.Run(() => _drain.RunAsync(() => _closed.IsCancellationRequested, _closed.Token, _abort.Token), CancellationToken.None);
        _watching = _keys?.WatchAsync(_closed.Token) ?? Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken abort)
    {
        await CloseAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(abort);
        patience.CancelAfter(_options.DrainPatience);
        await _draining.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // From here on nothing is accepted, and all that was is committed.
    private async Task CloseAsync()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _writer.Dispose();
        await _closed.CancelAsync();
        await _watching;
    }

    private void Observe()
    {
        _meter.CreateObservableGauge("clickstream.spool.size", () => _spool.Bytes, "By", "Bytes of the spool on disk.");
        _meter.CreateObservableGauge("clickstream.spool.waiting", () => _spool.Next - _spool.Position.Next, "{event}", "Events in the spool that are not in the stream.");
        _meter.CreateObservableCounter("clickstream.spool.drained", () => Progress.Put, "{event}", "Events put into the stream.");
        _meter.CreateObservableCounter("clickstream.spool.damages", () => (long)_spool.Damages, "{damage}", "Damages found in the spool; the files are set aside.");
        _meter.CreateObservableGauge("clickstream.collect.stream_up", () => _drain.Fault is null ? 1 : 0, "1", "1 while the stream takes events, 0 while it fails.");
    }
}
