using System.Globalization;
using System.Reactive.Subjects;
using Clickstream.Core.Engagement;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The operator that turns batches of events into results of minutes: it groups by minute of event time and closes on the watermark.
/// Rx's own windows run on a clock, which says nothing of event time.
/// What is counted, and which partial it is counted in, depends on the order of the inputs alone; when results are shown does not.
/// </summary>
internal sealed class MinuteWindows : ISubject<ShardBatch, MinuteResult>, IDisposable
{
    private readonly ShardId _shard;
    private readonly PipelineOptions _options;
    private readonly long _retention;
    private readonly Subject<MinuteResult> _results = new();
    private readonly SortedDictionary<Minute, MinuteWindow> _windows = [];
    private MinuteWindow? _current;
    private long _inputs;
    private long _watermark = long.MinValue;

    public MinuteWindows(ShardId shard, PipelineOptions options)
    {
        _shard = shard;
        _options = options;
        _retention = options.Retention.Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>
    /// Takes the last value of a minute that leaves memory and was not saved yet. It is exact for the whole record: nothing more comes.
    /// </summary>
    public Action<MinuteResult> Save { get; set; } = _ => { };

    /// <summary>Whether a minute has a value that the lake does not know.</summary>
    public bool HasUnsaved => _windows.Values.Any(window => window.IsUnsaved);

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<MinuteResult> observer) => _results.Subscribe(observer);

    /// <summary>Counts a batch.</summary>
    public void OnNext(ShardBatch value)
    {
        var rows = value.Events.Rows;
        var marks = value.Marks;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var mark = ref marks[i];
            if ((mark.Flags & InputFlags.Redelivered) != 0)
            {
                continue;
            }

            Advance(mark.Watermark, value.Record);
            ref readonly var row = ref rows[i];
            var minute = row.Time.Minute;
            if (_current is null || _current.Minute != minute)
            {
                _current = Find(minute, row.Position, value.Record);
            }

            _current.Count(value.Events, row, mark.Flags, ++_inputs);
        }
    }

    /// <inheritdoc/>
    public void OnError(Exception error) => _results.OnError(error);

    /// <inheritdoc/>
    public void OnCompleted() => _results.OnCompleted();

    /// <summary>Shows what became final, and what was restated, by the records so far.</summary>
    public void EmitClosed(SequenceNumber through) => Emit(through, window => window.WasFinal || IsPast(window));

    /// <summary>Shows every minute that changed since it was shown.</summary>
    public void EmitChanged(SequenceNumber through) => Emit(through, _ => true);

    /// <summary>Makes every minute final for the readers, because nothing more comes for now. What comes later restates them.</summary>
    public void EmitAllAsFinal(SequenceNumber through)
    {
        foreach (var window in _windows.Values.Where(window => !window.WasFinal || window.IsChanged))
        {
            Show(window, through, window.WasFinal ? MinuteState.Restated : MinuteState.Final);
        }
    }

    /// <summary>The values that the lake does not know.</summary>
    public IEnumerable<MinuteResult> TakeUnsaved(SequenceNumber through)
    {
        foreach (var window in _windows.Values.Where(window => window.IsUnsaved))
        {
            window.IsUnsaved = false;
            yield return window.ToResult(_shard, through, StateOf(window));
        }
    }

    public void SaveState(BinaryWriter writer)
    {
        writer.Write(_inputs);
        writer.Write(_watermark);
        writer.Write(_windows.Count);
        foreach (var window in _windows.Values)
        {
            window.Save(writer);
        }
    }

    public void LoadState(BinaryReader reader)
    {
        _inputs = reader.ReadInt64();
        _watermark = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var window = MinuteWindow.Load(reader);
            window.IsUnshown = true;
            _windows.Add(window.Minute, window);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _results.Dispose();

    private bool IsPast(MinuteWindow window) => window.Minute.End.Microseconds <= _watermark;

    private MinuteState StateOf(MinuteWindow window) =>
        !window.WasFinal ? (IsPast(window) ? MinuteState.Final : MinuteState.Early)
        : window.IsChanged || window.IsRestated ? MinuteState.Restated
        : MinuteState.Final;

    private void Emit(SequenceNumber through, Func<MinuteWindow, bool> which)
    {
        foreach (var window in _windows.Values)
        {
            if ((window.IsChanged || window.IsUnshown || (!window.WasFinal && IsPast(window))) && which(window))
            {
                Show(window, through, StateOf(window));
            }
        }
    }

    private void Show(MinuteWindow window, SequenceNumber through, MinuteState state)
    {
        window.IsUnsaved |= state == MinuteState.Final && !window.WasFinal; // News for the lake, even if the counts are not.
        window.IsRestated |= state == MinuteState.Restated;
        window.WasFinal |= state != MinuteState.Early;
        window.IsChanged = window.IsUnshown = false;
        if (_results.HasObservers)
        {
            _results.OnNext(window.ToResult(_shard, through, state));
        }
    }

    /// <summary>Lets minutes go whenever the watermark enters another minute, so that it does not depend on where batches end.</summary>
    private void Advance(long watermark, SequenceNumber record)
    {
        if (watermark == _watermark)
        {
            return;
        }

        var before = _watermark;
        _watermark = watermark;
        if (before != long.MinValue && new EventTime(before).Minute == new EventTime(watermark).Minute)
        {
            return;
        }

        foreach (var window in _windows.Values.Where(IsExpired).ToArray())
        {
            LetGo(window, record);
        }
    }

    private bool IsExpired(MinuteWindow window) =>
        window.Minute.End.Microseconds + _retention <= _watermark
        && (window.OpenedAt == long.MinValue || window.OpenedAt + _retention <= _watermark);

    private MinuteWindow Find(Minute minute, in EventPosition opener, SequenceNumber record)
    {
        if (_windows.TryGetValue(minute, out var known))
        {
            return known;
        }

        if (_windows.Count >= _options.MaxOpenMinutes)
        {
            LetGo(_windows.Values.MinBy(window => window.TouchedAt)!, record);
        }

        var partial = string.Create(CultureInfo.InvariantCulture, $"{opener.SequenceNumber}:{opener.SubSequenceNumber}:{opener.Item}");
        var opened = new MinuteWindow(minute, partial, _watermark);
        _windows.Add(minute, opened);
        return opened;
    }

    private void LetGo(MinuteWindow window, SequenceNumber record)
    {
        if (window.IsChanged || !window.WasFinal)
        {
            Show(window, record, window.WasFinal ? MinuteState.Restated : MinuteState.Final);
        }

        if (window.IsUnsaved)
        {
            Save(window.ToResult(_shard, record, window.IsRestated ? MinuteState.Restated : MinuteState.Final));
        }

        _windows.Remove(window.Minute);
        _current = ReferenceEquals(_current, window) ? null : _current;
    }
}
