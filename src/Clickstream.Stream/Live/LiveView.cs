using System.Reactive.Disposables;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Live.View;
using Clickstream.Stream.Shards;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Stream.Live;

/// <summary>
/// What the live page shows, kept in memory: fed by the worker of this process as it counts, and by what all workers have stored.
/// A fault in reading what is stored is shown on the page and never stops the worker. Start it before the worker: the feed does not
/// repeat itself.
/// </summary>
public sealed class LiveView : IAsyncDisposable
{
    private static readonly TimeSpan TurnInterval = TimeSpan.FromSeconds(1); // The page promises at most one update a second.
    private const int TurnsUnseen = 10; // While nobody looks, one turn of this many keeps the memory bounded.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(3);
    private const int RefreshShare = 20; // Reading what is stored takes at most a twentieth of the time, however large the lake is.

    private readonly LiveSources _sources;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MinuteBook _minutes = new();
    private readonly AlertBook _alerts = new();
    private readonly StoredMinutes? _storedMinutes;
    private readonly StoredLedgers? _storedLedgers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CompositeDisposable _subscriptions;
    private readonly SemaphoreSlim _turns = new(1);
    private readonly SemaphoreSlim _reads = new(1); // A refresh that is asked for may meet the regular one.
    private volatile string? _problem;
    private bool _isDisposed;
    private Task _loops = Task.CompletedTask;

    private LiveView(LiveSources sources, TimeProvider time)
    {
        (_sources, _time) = (sources, time);
        _logger = sources.Logging?.CreateLogger<LiveView>() ?? (ILogger)NullLogger.Instance;
        _storedMinutes = sources.Store is { } store ? new StoredMinutes(store, _minutes, sources.OnMinute) : null;
        _storedLedgers = sources is { Store: { } objects, Leases: { } leases } ? new StoredLedgers(objects, leases) : null;
        Board = new LiveBoard(time);
        _subscriptions = new CompositeDisposable(
            sources.Feed.Minutes.Subscribe(_minutes.Add),
            sources.OnMinute is { } onMinute ? sources.Feed.Minutes.Subscribe(onMinute) : Disposable.Empty,
            sources.Feed.Alerts.Subscribe(_alerts.Add));
    }

    internal LiveBoard Board { get; }

    internal LiveSources Sources => _sources;

    internal MinuteBook Minutes => _minutes;

    internal AlertBook Alerts => _alerts;

    /// <summary>What all workers have read by hour; null where there is no lease table.</summary>
    internal IReadOnlyDictionary<string, HourCounts>? Hours => _storedLedgers?.Hours;

    /// <summary>The shards as they are now.</summary>
    internal IReadOnlyList<LiveShard> Shards =>
        ShardTable.Rows(_sources.Feed.Shards, _storedLedgers?.Counts ?? new Dictionary<ShardId, ShardCounts>());

    internal bool IsReady => _sources.Feed.Readiness.IsReady;

    /// <summary>Starts to follow the sources.</summary>
    public static LiveView Start(LiveSources sources, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(time);
        var view = new LiveView(sources, time);
        view._loops = Task.WhenAll(view.TurnLoopAsync(view._stopping.Token), view.RefreshLoopAsync(view._stopping.Token));
        return view;
    }

    /// <summary>
    /// Reads what is stored and shows everything that is known now, without waiting for the next second. For a summary at the end.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await ReadStoredAsync(cancellationToken);
        await TurnAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _loops;
        _subscriptions.Dispose();
        _stopping.Dispose();
        _turns.Dispose();
        _reads.Dispose();
    }

    private async Task TurnLoopAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TurnInterval, _time);
        await UntilStoppedAsync(
            async () =>
            {
                var turn = 0;
                do
                {
                    if (Board.IsAsked || turn++ % TurnsUnseen == 0)
                    {
                        await TurnAsync(stopping);
                    }
                }
                while (await timer.WaitForNextTickAsync(stopping));
            },
            stopping);
    }

    private Task RefreshLoopAsync(CancellationToken stopping) => UntilStoppedAsync(
        async () =>
        {
            while (true)
            {
                var start = _time.GetTimestamp();
                await ReadStoredAsync(stopping);
                var wait = _time.GetElapsedTime(start) * RefreshShare;
                await Task.Delay(wait > RefreshInterval ? wait : RefreshInterval, _time, stopping);
            }
        },
        stopping);

    private static async Task UntilStoppedAsync(Func<Task> loop, CancellationToken stopping)
    {
        try
        {
            await loop();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    private async Task ReadStoredAsync(CancellationToken cancellationToken)
    {
        await _reads.WaitAsync(cancellationToken);
        try
        {
            await (_storedLedgers?.RefreshAsync(cancellationToken) ?? Task.CompletedTask);
            await (_storedMinutes?.RefreshAsync(cancellationToken) ?? Task.CompletedTask);
            if (_sources.Alerts is { } alerts)
            {
                _alerts.Add(await alerts(cancellationToken));
            }

            _problem = _storedMinutes?.Damaged > 0
                ? $"{_storedMinutes.Damaged} stored objects of engagement are damaged and left out."
                : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, the next refresh tries again; until then the page says that stored numbers are old.
            _problem = $"What is stored cannot be read: {exception.Message}";
            LiveLog.CannotReadStored(_logger, exception);
        }
        finally
        {
            _reads.Release();
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            Board.Apply(Describe());
        }
        finally
        {
            _turns.Release();
        }
    }

    private LiveUpdate Describe()
    {
        var shards = _sources.Feed.Shards;
        var stored = _storedLedgers?.Counts ?? new Dictionary<ShardId, ShardCounts>();
        var page = _minutes.Turn(ShardTable.Watermark(shards));
        var readiness = _sources.Feed.Readiness;
        return new LiveUpdate
        {
            Status = new LiveStatus(readiness.IsReady, readiness.Reason, _problem),
            Totals = Totals(ShardTable.Total(shards, stored, _minutes.DuplicatesOf), page),
            Recent = page.Recent,
            Breakdown = page.Breakdown,
            Shards = ShardTable.Rows(shards, stored),
            FirstMinute = page.FirstMinute,
            Minutes = page.Changed,
            Alerts = _alerts.Take(),
        };
    }

    private LiveTotals Totals(ShardCounts counts, MinutePage page) => new()
    {
        Read = counts.Read,
        Accepted = counts.Landed - counts.Duplicates,
        Duplicates = counts.Duplicates,
        Quarantined = counts.Quarantined,
        Late = counts.Late,
        Redelivered = counts.Redelivered,
        Orders = page.Orders,
        Revenue = page.Revenue,
        Alerts = _alerts.Count,
        EngagementMinutes = page.Minutes,
    };
}
