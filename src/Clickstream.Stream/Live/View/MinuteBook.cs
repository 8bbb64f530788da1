using Clickstream.Core.Engagement;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>
/// The minutes that the page knows, from this worker and from what is stored, each partial once. Recent ("hot") minutes are kept whole;
/// older ones as sums, so that a month costs little memory. Safe for concurrent use.
/// </summary>
internal sealed class MinuteBook
{
    /// <summary>Minutes that are kept whole: the breakdown shows 60 of them, and the rest is room for late events.</summary>
    public const int HotMinutes = 90;

    /// <summary>Minutes that the chart can show.</summary>
    public const int ChartMinutes = 24 * 60;

    /// <summary>Minutes that the totals of orders and revenue cover: 31 days, at about 250 bytes for each partial.</summary>
    public const int KeptMinutes = 31 * 24 * 60;

    /// <summary>Minutes whose cells are kept: seven days, and the seven before to compare with.</summary>
    public const int CellMinutes = 15 * 24 * 60;

    /// <summary>Memory for cells; beyond it the oldest go. 10 to 25 MB are usual.</summary>
    private const long MaxCellBytes = 64 * 1024 * 1024;

    /// <summary>
    /// How many minutes a result may be ahead of the watermark and still be the newest; beyond this it comes from a clock that is fast.
    /// </summary>
    private const int AheadMinutes = 5;

    private readonly Lock _gate = new();
    private readonly EngagementTable _hot = new();
    private readonly SortedDictionary<int, Dictionary<(ShardId Shard, string Partial), MinutePart>> _parts = [];
    private readonly Dictionary<int, LiveMinute> _changed = [];
    private readonly HashSet<int> _stale = [];
    private readonly MinuteTotals _totals = new();
    private readonly NameCodes _names = new();
    private readonly Dictionary<int, LiveMinute> _described = [];
    private EventTime? _watermark;
    private long _cellBytes;
    private int _cellsFrom = int.MinValue;
    private int _hotFrom = int.MinValue;
    private int _wholeFrom = int.MinValue;
    private int _lastMinute = int.MinValue;
    private (Minute Newest, MinutePage Page)? _last;

    /// <summary>Grows with each change.</summary>
    public long Revision { get; private set; }

    /// <summary>Minutes that are kept whole at the moment.</summary>
    public int WholeMinutes
    {
        get
        {
            lock (_gate)
            {
                return _hot.Minutes.Count();
            }
        }
    }

    /// <summary>Takes a row in; one that saw less than what is known changes nothing.</summary>
    public void Add(MinuteResult row)
    {
        lock (_gate)
        {
            if (!_parts.TryGetValue(row.Minute.Number, out var parts))
            {
                _parts[row.Minute.Number] = parts = [];
            }

            var key = (row.Shard, row.Partial);
            if (parts.TryGetValue(key, out var known))
            {
                if (!known.IsSupersededBy(row))
                {
                    return;
                }

                _totals.Add(row.Shard, known, -1);
                _cellBytes -= known.Cells?.Length ?? 0;
            }

            var part = MinutePart.Of(row, row.Minute.Number >= _cellsFrom ? CellCode.Encode(row.Cells, _names) : null);
            _cellBytes += part.Cells?.Length ?? 0;
            Revision++;
            parts[key] = part;
            _totals.Add(row.Shard, part, 1);
            _stale.Add(row.Minute.Number);
            _lastMinute = Math.Max(_lastMinute, row.Minute.Number);
            if (row.Minute.Number >= _hotFrom)
            {
                _hot.Add(row);
            }
        }
    }

    /// <summary>Lets the minutes long before one go cold; what changed in them is kept for the next page.</summary>
    public void Cool(Minute newest)
    {
        lock (_gate)
        {
            CoolBefore(newest.Number - HotMinutes + 1);
        }
    }

    /// <summary>Keeps no minute before this one whole, whatever the newest is, until null is given: for reading much that is old.</summary>
    public void KeepWholeFrom(Minute? minute)
    {
        lock (_gate)
        {
            _wholeFrom = minute?.Number ?? int.MinValue;
            CoolBefore(Math.Max(_hotFrom, _wholeFrom));
        }
    }

    /// <summary>What the page should show now, and which minutes changed since the last call.</summary>
    /// <param name="watermark">The greatest watermark of a shard; null if none is known.</param>
    public MinutePage Turn(EventTime? watermark)
    {
        lock (_gate)
        {
            if (_watermark != watermark)
            {
                _watermark = watermark;
                Revision++;
            }

            if (_parts.Count == 0)
            {
                return MinutePage.Empty;
            }

            var newest = Newest(watermark);
            if (_last is { } last && last.Newest == newest && _stale.Count == 0 && _changed.Count == 0)
            {
                return last.Page with { Changed = [] };
            }

            Forget(newest.Number - KeptMinutes + 1);
            ForgetCells(newest.Number - CellMinutes + 1);
            foreach (var minute in _stale)
            {
                _changed[minute] = Describe(minute);
            }

            _stale.Clear();
            var firstMinute = newest.Number - ChartMinutes + 1;
            LiveMinute[] changed = [.. _changed.Values.Where(minute => minute.Minute >= firstMinute).OrderBy(minute => minute.Minute)];
            _changed.Clear();
            CoolBefore(newest.Number - HotMinutes + 1);
            var page = new MinutePage
            {
                FirstMinute = firstMinute,
                Changed = changed,
                Minutes = _parts.Count,
                Orders = _totals.Orders,
                Revenue = _totals.Revenue,
                Recent = RecentMinutes.Recent(_hot, newest),
                Breakdown = RecentMinutes.Breakdown(_hot, newest),
            };
            _last = (newest, page);
            return page;
        }
    }

    /// <summary>What is known of some minutes, to be added up without holding the book.</summary>
    /// <param name="length">How many minutes.</param>
    /// <param name="end">The minute after the last; null for the end of the newest.</param>
    /// <param name="filter">What is to be counted.</param>
    public MinuteSelection Select(int length, int? end, CellFilterNames filter)
    {
        lock (_gate)
        {
            int? newest = _parts.Count == 0 ? null : Newest(_watermark).Number;
            int? known = _parts.Count == 0 ? null : _parts.First().Key;
            var to = end ?? (newest + 1) ?? length;
            return new MinuteSelection
            {
                Revision = Revision,
                From = to - length,
                To = to,
                Newest = newest,
                KnownFrom = known,
                CellsFrom = known is { } first ? Math.Max(first, _cellsFrom) : null,
                Minutes = [.. Enumerable.Range(to - length, length).Select(Known)],
                Cells = filter.IsEmpty ? [] : [.. Enumerable.Range(to - length, length).Select(CellsOf)],
                Filter = new CellFilter(filter, _names),
                Names = _names.Names,
            };
        }
    }

    /// <summary>The newest minutes with their cells, and the rows of those that are kept whole.</summary>
    public (MinuteSelection Selection, IReadOnlyList<MinuteResult> Rows) Newest(int length, CellFilterNames filter)
    {
        lock (_gate)
        {
            var selection = Select(length, null, filter);
            var wide = Math.Min(selection.From, selection.To - RecentMinutes.ActiveWindow);
            return (
                selection with { Cells = [.. Enumerable.Range(selection.From, length).Select(CellsOf)] },
                [.. Enumerable.Range(wide, selection.To - wide).SelectMany(minute => _hot.GetPartials(new Minute(minute)))]);
        }
    }

    /// <summary>Duplicates that a shard has seen, from its minutes.</summary>
    public long DuplicatesOf(ShardId shard)
    {
        lock (_gate)
        {
            return _totals.DuplicatesOf(shard);
        }
    }

    private Minute Newest(EventTime? watermark)
    {
        if (watermark is not { } time || _lastMinute <= time.Minute.Number + AheadMinutes)
        {
            return new Minute(_lastMinute);
        }

        var limit = time.Minute.Number + AheadMinutes;
        return new Minute(_parts.Keys.Where(minute => minute <= limit).DefaultIfEmpty(_lastMinute).Max());
    }

    private void CoolBefore(int minute)
    {
        minute = Math.Max(minute, _wholeFrom);
        foreach (var stale in _stale.Where(stale => stale < minute).ToList())
        {
            _changed[stale] = Describe(stale);
            _stale.Remove(stale);
        }

        _hotFrom = minute;
        _hot.RemoveBefore(new Minute(minute));
    }

    private void Forget(int firstMinute)
    {
        foreach (var minute in _parts.Keys.TakeWhile(minute => minute < firstMinute).ToList())
        {
            foreach (var (key, part) in _parts[minute])
            {
                _totals.Add(key.Shard, part, -1);
            }

            _cellBytes -= _parts[minute].Values.Sum(part => part.Cells?.Length ?? 0);
            _parts.Remove(minute);
            _stale.Remove(minute);
            _described.Remove(minute);
        }
    }

    private void ForgetCells(int firstMinute)
    {
        var minute = Math.Max(_cellsFrom, _parts.First().Key);
        for (; minute < firstMinute || (_cellBytes > MaxCellBytes && minute <= _lastMinute); minute++)
        {
            foreach (var (key, part) in _parts.GetValueOrDefault(minute) ?? [])
            {
                _cellBytes -= part.Cells?.Length ?? 0;
                _parts[minute][key] = part with { Cells = null };
            }

            _cellsFrom = minute + 1;
        }
    }

    private LiveMinute? Known(int minute) =>
        _stale.Contains(minute) || !_described.TryGetValue(minute, out var known) ? (_parts.ContainsKey(minute) ? Describe(minute) : null) : known;

    private byte[]?[] CellsOf(int minute) => _parts.TryGetValue(minute, out var parts) ? [.. parts.Values.Select(part => part.Cells)] : [];

    private LiveMinute Describe(int minute)
    {
        var parts = _parts[minute].Values;
        var state = parts.Any(part => part.State == MinuteState.Early) ? MinuteState.Early : parts.Max(part => part.State);
        var rows = _hot.GetPartials(new Minute(minute));
        var isWhole = rows.Count == parts.Count;
        return _described[minute] = new LiveMinute(
            minute,
            state.ToString().ToLowerInvariant(),
            parts.Sum(part => part.Events),
            isWhole ? RecentMinutes.Users(rows) : parts.Sum(part => part.Users), // The sum is right while a user stays on one shard.
            isWhole ? RecentMinutes.Sessions(rows) : parts.Sum(part => part.Sessions),
            parts.Sum(part => part.Orders),
            Money.Sum(parts.Select(part => part.Revenue)),
            parts.Sum(part => part.Late),
            parts.Sum(part => part.Purchases));
    }
}
