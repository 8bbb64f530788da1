using Clickstream.Core.Delivery;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Lines by the hour they are filed under, each hour a micro-batch in the making. Only a bounded number of hours is being compressed at
/// once.
/// </summary>
internal sealed class HourlyLines(int maxCompressing) : IDisposable
{
    private readonly Dictionary<Hour, GzipLines> _hours = [];
    private readonly LinkedList<GzipLines> _compressing = new(); // The one used last is first.
    private Hour _currentHour;
    private GzipLines? _current;

    /// <summary>Bytes in memory.</summary>
    public long Bytes => _hours.Values.Sum(lines => lines.Bytes);

    /// <summary>How many hours have lines.</summary>
    public int Hours => _hours.Count;

    /// <summary>The lines of an hour.</summary>
    public GzipLines At(Hour hour)
    {
        if (_current is { } current && _currentHour == hour)
        {
            return current;
        }

        if (!_hours.TryGetValue(hour, out var lines))
        {
            lines = new GzipLines();
            _hours.Add(hour, lines);
        }

        _compressing.Remove(lines);
        _compressing.AddFirst(lines);
        if (_compressing.Count > maxCompressing)
        {
            _compressing.Last!.Value.Pause();
            _compressing.RemoveLast();
        }

        (_currentHour, _current) = (hour, lines);
        return lines;
    }

    /// <summary>Ends all micro-batches and starts afresh.</summary>
    /// <param name="name">The name of the micro-batch of an hour.</param>
    /// <param name="batches">Where they are added.</param>
    /// <param name="buffers">Takes over what their memory belongs to.</param>
    public void Take(Func<Hour, ObjectKey> name, List<MicroBatch> batches, List<IDisposable> buffers)
    {
        foreach (var (hour, lines) in _hours.OrderBy(pair => pair.Key))
        {
            batches.Add(new MicroBatch(name(hour), lines.Finish(), lines.Lines));
            buffers.Add(lines);
        }

        Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lines in _hours.Values)
        {
            lines.Dispose();
        }

        Clear();
    }

    private void Clear()
    {
        _hours.Clear();
        _compressing.Clear();
        _current = null;
    }
}
