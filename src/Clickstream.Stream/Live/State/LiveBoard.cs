using System.Text.Json;

namespace Clickstream.Stream.Live.State;

/// <summary>
/// The page's state with versions. Nobody queues for a visitor: each visitor's connection remembers the version it has sent and asks
/// for what changed since,
/// so a slow one skips versions and costs no memory, and one that comes back goes on where it was. Safe for concurrent use.
/// </summary>
internal sealed class LiveBoard(TimeProvider time)
{
    /// <summary>Alerts that the page shows; older ones are in the alerts file.</summary>
    public const int MaxAlerts = 50;

    private const int MaxFrames = 8; // Visitors that keep up are at the newest version or one of the few before; a snapshot of a day has 300 KB.

    private static readonly TimeSpan AskedFor = TimeSpan.FromSeconds(15); // Three heartbeats: a visitor that is connected asks at each.

    private readonly Lock _gate = new();
    private readonly LiveSection<LiveStatus> _status = new(LiveJson.Default.LiveStatus);
    private readonly LiveSection<LiveTotals> _totals = new(LiveJson.Default.LiveTotals);
    private readonly LiveSection<LiveRecent> _recent = new(LiveJson.Default.LiveRecent);
    private readonly LiveSection<LiveBreakdown> _breakdown = new(LiveJson.Default.LiveBreakdown);
    private readonly LiveSection<IReadOnlyList<LiveShard>> _shards = new(LiveJson.Default.IReadOnlyListLiveShard);
    private readonly SortedDictionary<int, (LiveMinute Value, long Version)> _minutes = [];
    private readonly Queue<(LiveAlert Value, long Version)> _alerts = new();
    private int? _firstMinute;
    private long _firstMinuteVersion;
    private long _version;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _lastAsked;
    private readonly Queue<LiveFrame> _frames = new();

    /// <summary>Names this board among all that a browser may meet.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Whether somebody looks at the board, or did a moment ago.</summary>
    public bool IsAsked
    {
        get
        {
            lock (_gate)
            {
                return _lastAsked is { } asked && time.GetElapsedTime(asked) < AskedFor;
            }
        }
    }

    /// <summary>Puts changes on the board as one version, if they change anything.</summary>
    public void Apply(LiveUpdate update)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (!Set(update, _version + 1))
            {
                return;
            }

            _version++;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    /// <summary>Completes when the board is newer than a version.</summary>
    public Task WaitAsync(long version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lastAsked = time.GetTimestamp();
            return _version > version ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What changed after a version; everything if the version is 0 or unknown. Made once for all who ask the same.</summary>
    public LiveFrame Since(long version)
    {
        lock (_gate)
        {
            _lastAsked = time.GetTimestamp();
            version = version < 0 || version > _version ? 0 : version;
            foreach (var made in _frames)
            {
                if (made.Since == version && made.Version == _version)
                {
                    return made;
                }
            }

            var frame = LiveFrame.Of(Instance, version, _version, JsonSerializer.SerializeToUtf8Bytes(Read(version), LiveJson.Default.LiveState));
            _frames.Enqueue(frame);
            if (_frames.Count > MaxFrames)
            {
                _frames.Dequeue();
            }

            return frame;
        }
    }

    /// <summary>The state itself, for tests and for the summary.</summary>
    public LiveState Read(long since)
    {
        lock (_gate)
        {
            return new LiveState
            {
                Instance = Instance,
                Version = _version,
                Snapshot = since == 0,
                Now = time.GetUtcNow(),
                Status = _status.Since(since),
                Totals = _totals.Since(since),
                Recent = _recent.Since(since),
                Breakdown = _breakdown.Since(since),
                Shards = _shards.Since(since),
                FirstMinute = _firstMinuteVersion > since ? _firstMinute : null,
                Minutes = Changed(_minutes.Values, since),
                Alerts = Changed(_alerts, since),
            };
        }
    }

    private static List<T>? Changed<T>(IEnumerable<(T Value, long Version)> values, long since)
    {
        List<T> changed = [.. values.Where(value => value.Version > since).Select(value => value.Value)];
        return changed.Count > 0 || since == 0 ? changed : null;
    }

    private bool Set(LiveUpdate update, long version)
    {
        var changed = _status.Set(update.Status, version);
        changed |= _totals.Set(update.Totals, version);
        changed |= _recent.Set(update.Recent, version);
        changed |= _breakdown.Set(update.Breakdown, version);
        changed |= _shards.Set(update.Shards, version);
        foreach (var minute in update.Minutes)
        {
            _minutes[minute.Minute] = (minute, version);
            changed = true;
        }

        foreach (var alert in update.Alerts)
        {
            _alerts.Enqueue((alert, version));
            changed = true;
        }

        while (_alerts.Count > MaxAlerts)
        {
            _alerts.Dequeue();
        }

        return Forget(update.FirstMinute, version) || changed;
    }

    private bool Forget(int? firstMinute, long version)
    {
        if (firstMinute is null || firstMinute == _firstMinute)
        {
            return false;
        }

        (_firstMinute, _firstMinuteVersion) = (firstMinute, version);
        foreach (var minute in _minutes.Keys.TakeWhile(minute => minute < firstMinute).ToList())
        {
            _minutes.Remove(minute);
        }

        return true;
    }
}
