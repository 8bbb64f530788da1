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
    private int _hotFrom = int.MinValue;
    private int _lastMinute = int.MinValue;
    private (Minute Newest, MinutePage Page)? _last;

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
            }

            var part = MinutePart.Of(row);
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

    /// <summary>What the page should show now, and which minutes changed since the last call.</summary>
    /// <param name="watermark">The greatest watermark of a shard; null if none is known.</param>
    public MinutePage Turn(EventTime? watermark)
    {
        lock (_gate)
        {
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

            _parts.Remove(minute);
            _stale.Remove(minute);
        }
    }

    private LiveMinute Describe(int minute)
    {
        var parts = _parts[minute].Values;
        var state = parts.Any(part => part.State == MinuteState.Early) ? MinuteState.Early : parts.Max(part => part.State);
        var rows = _hot.GetPartials(new Minute(minute));
        var isWhole = rows.Count == parts.Count;
        return new LiveMinute(
            minute,
            state.ToString().ToLowerInvariant(),
            parts.Sum(part => part.Events),
            isWhole ? RecentMinutes.Users(rows) : parts.Sum(part => part.Users), // The sum is right while a user stays on one shard.
            isWhole ? RecentMinutes.Sessions(rows) : parts.Sum(part => part.Sessions),
            parts.Sum(part => part.Orders),
            Money.Sum(parts.Select(part => part.Revenue)),
            parts.Sum(part => part.Late));
    }
}
