using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Backfill;

/// <summary>Which objects were read in a pass, and which hours of theirs are not published yet. Safe for concurrent use.</summary>
internal sealed class RawProgress
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RawObject, (RawTally Tally, HashSet<Hour> Left)> _read = [];
    private readonly HashSet<Hour> _spoilt = [];

    /// <summary>Objects that could not be read, and why.</summary>
    public Dictionary<RawObject, string> Unreadable { get; } = [];

    /// <summary>Notes that an object was read to its end.</summary>
    public void Read(RawObject raw, RawTally tally)
    {
        lock (_lock)
        {
            _read.Add(raw, (tally, [.. tally.EventHours]));
        }
    }

    /// <summary>Notes that an object could not be read to its end: rows of hours that it has reached must not be published.</summary>
    public void Fail(RawObject raw, RawTally tally, string problem)
    {
        lock (_lock)
        {
            Unreadable[raw] = problem;
            _spoilt.UnionWith(tally.EventHours);
        }
    }

    /// <summary>
    /// Notes that the rows of an hour are gone without having been published: a version that is made later in this pass would lack them, and must not
    /// name their objects.
    /// </summary>
    public void Spoil(Hour hour)
    {
        lock (_lock)
        {
            _spoilt.Add(hour);
        }
    }

    /// <summary>Whether an hour holds rows of an object that could not be read to its end, or lacks rows that it held.</summary>
    public bool IsSpoilt(Hour hour)
    {
        lock (_lock)
        {
            return _spoilt.Contains(hour);
        }
    }

    /// <summary>The objects that were read and have events of an hour which are not published.</summary>
    public IReadOnlyList<(RawObject Raw, RawTally Tally)> Of(Hour hour)
    {
        lock (_lock)
        {
            return [.. _read.Where(pair => pair.Value.Left.Contains(hour)).Select(pair => (pair.Key, pair.Value.Tally))];
        }
    }

    /// <summary>Notes that an hour is published with these objects.</summary>
    public void Published(Hour hour, IEnumerable<RawObject> objects)
    {
        lock (_lock)
        {
            foreach (var raw in objects)
            {
                _read[raw].Left.Remove(hour);
            }
        }
    }

    /// <summary>Takes out the objects of which all is published.</summary>
    public IReadOnlyList<(RawObject Raw, RawTally Tally)> TakeComplete()
    {
        lock (_lock)
        {
            var complete = _read.Where(pair => pair.Value.Left.Count == 0).Select(pair => (pair.Key, pair.Value.Tally)).ToArray();
            foreach (var (raw, _) in complete)
            {
                _read.Remove(raw);
            }

            return complete;
        }
    }
}
