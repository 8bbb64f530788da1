using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>The users among the rows of a bucket, one after the other in order of id. Works on codes; each text is looked at once.</summary>
internal sealed class UserRows(FactColumns columns) : IDisposable
{
    private readonly UserState _state = new();
    private readonly HashSet<UInt128> _orders = [];
    private readonly CodeMap _countries = new(columns[TextField.Country].Dictionary);
    private readonly CodeMap _devices = new(columns[TextField.DeviceType].Dictionary);
    private readonly CodeMap _dates = new(columns.Metadata.Values);
    private int[] _rows = [];

    public void Dispose() => _state.Dispose();

    /// <summary>Goes over all users.</summary>
    /// <param name="use">Is given each; what it is given is valid until it returns.</param>
    public async ValueTask ForEachAsync(Func<UserState, ValueTask> use)
    {
        for (var first = 0; first < columns.Count;)
        {
            var end = EndOf(first, out var isKnown);
            if (isKnown)
            {
                Fill(first, end);
                await use(_state);
            }

            first = end;
        }
    }

    private int EndOf(int first, out bool isKnown)
    {
        var codes = columns[TextField.UserId].Codes;
        var (user, end) = (codes[first], first + 1);
        while (end < columns.Count && codes[end] == user)
        {
            end++;
        }

        isKnown = user != TextColumn.Absent;
        return end;
    }

    private void Fill(int first, int end)
    {
        _state.Begin(columns[TextField.UserId].Text(first));
        var rows = InOrderOfTime(first, end);
        var countries = columns[TextField.Country].Codes;
        var devices = columns[TextField.DeviceType].Codes;
        var types = columns[TextField.EventType].Codes;
        var revenue = Int128.Zero;
        _orders.Clear();
        var (device, since, deviceEvents) = (TextColumn.Absent, 0L, 0L);
        var times = columns.Times;
        foreach (var row in rows)
        {
            var time = times[row];
            if (types[row] == columns.Purchase)
            {
                revenue += Int128.CreateTruncating(columns.Amount(row) * FactColumns.PriceScale);
                _orders.Add(columns.OrderKey(row));
            }

            if (countries[row] >= 0 && _countries.Find(countries[row], _state.Texts) is >= 0 and var country)
            {
                _state.Countries.Offer(time, country);
            }

            if (SignupDate(row) is >= 0 and var date && _dates.Find(date, _state.Texts) is >= 0 and var signup)
            {
                _state.SignupDates.Offer(time, signup);
            }

            if (devices[row] != device && devices[row] >= 0)
            {
                CountDevice(device, since, deviceEvents);
                (device, since, deviceEvents) = (devices[row], time, 0);
            }

            deviceEvents += devices[row] >= 0 ? 1 : 0;
        }

        CountDevice(device, since, deviceEvents);
        _state.Countries.Close();
        _state.SignupDates.Close();
        _state.Add(times[rows[0]], times[rows[^1]], rows.Length, _orders.Count, revenue);
    }

    private void CountDevice(int device, long since, long events)
    {
        if (events > 0 && _devices.Find(device, _state.Texts) is >= 0 and var code)
        {
            _state.Devices.Add(since, code, events);
        }
    }

    // A user with several anonymous ids has a run of rows for each.
    private ReadOnlySpan<int> InOrderOfTime(int first, int end)
    {
        var count = end - first;
        if (_rows.Length < count)
        {
            _rows = new int[Math.Max(count, _rows.Length * 2)];
        }

        var isSorted = true;
        var times = columns.Times[first..end];
        for (var i = 0; i < count; i++)
        {
            _rows[i] = first + i;
            isSorted &= i == 0 || times[i - 1] < times[i] || (times[i - 1] == times[i] && IsAfter(first + i - 1, first + i));
        }

        if (!isSorted)
        {
            _rows.AsSpan(0, count).Sort((left, right) => IsAfter(left, right) ? -1 : IsAfter(right, left) ? 1 : 0);
        }

        return _rows.AsSpan(0, count);
    }

    private bool IsAfter(int left, int right) => columns.Times[left] != columns.Times[right]
        ? columns.Times[left] < columns.Times[right]
        : columns.ClickIds[left].SequenceCompareTo(columns.ClickIds[right]) < 0;

    private int SignupDate(int row)
    {
        var (name, alias) = columns.SignupKeys;
        foreach (var (key, value) in columns.Metadata[row])
        {
            if (key == name || key == alias)
            {
                return value;
            }
        }

        return TextColumn.Absent;
    }

    // Codes of a column as codes of the state, each text interned once as long as the state keeps its dictionary. An empty text is absent.
    private sealed class CodeMap(TextDictionary from)
    {
        private int[] _codes = [];
        private TextDictionary? _to;

        public int Find(int code, TextDictionary to)
        {
            if (_to != to || _codes.Length < from.Count)
            {
                (_to, _codes) = (to, new int[from.Count]);
            }

            if (_codes[code] == 0)
            {
                _codes[code] = from[code].IsEmpty ? TextColumn.Absent : to.Intern(from[code]) + 1;
            }

            return _codes[code] < 0 ? TextColumn.Absent : _codes[code] - 1;
        }
    }
}
