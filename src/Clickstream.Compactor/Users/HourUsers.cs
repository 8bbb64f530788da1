using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Users;

/// <summary>Sums the rows of an hour by user.</summary>
internal sealed class HourUsers
{
    private readonly FactColumns _columns;
    private readonly HashSet<UInt128> _orders = [];
    private readonly Dictionary<int, long> _devices = [];
    private (long Time, int Code) _country;
    private (long Time, int Code) _signup;

    private HourUsers(FactColumns columns) => _columns = columns;

    /// <summary>One row for each user, in order of user id.</summary>
    /// <param name="columns">The hour, in the order of <see cref="RowOrder"/>, in which the rows of a user lie together.</param>
    public static List<UserRow> Of(FactColumns columns)
    {
        var hour = new HourUsers(columns);
        var users = new List<UserRow>();
        var codes = columns[TextField.UserId].Codes[..columns.Count];
        for (var first = 0; first < codes.Length;)
        {
            var end = first + 1;
            while (end < codes.Length && codes[end] == codes[first])
            {
                end++;
            }

            if (codes[first] != TextColumn.Absent)
            {
                users.Add(hour.Sum(first, end));
            }

            first = end;
        }

        return users;
    }

    private UserRow Sum(int first, int end)
    {
        _orders.Clear();
        _devices.Clear();
        (_country, _signup) = ((long.MinValue, TextColumn.Absent), (long.MinValue, TextColumn.Absent));
        var (least, greatest, revenue) = (long.MaxValue, long.MinValue, 0m);
        for (var row = first; row < end; row++)
        {
            var time = _columns.Times[row];
            (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
            if (_columns[TextField.EventType].Codes[row] == _columns.Purchase)
            {
                revenue += _columns.Amount(row);
                _orders.Add(_columns.OrderKey(row));
            }

            CountDevice(row);
            KeepLast(ref _country, _columns[TextField.Country].Dictionary, time, _columns[TextField.Country].Codes[row]);
            KeepLast(ref _signup, _columns.Metadata.Values, time, SignupDate(row));
        }

        return new UserRow
        {
            UserId = Encoding.UTF8.GetString(_columns[TextField.UserId].Text(first)),
            Country = TextOf(_columns[TextField.Country].Dictionary, _country.Code),
            SignupDate = TextOf(_columns.Metadata.Values, _signup.Code),
            FirstSeen = ToDateTime(least),
            LastSeen = ToDateTime(greatest),
            Events = end - first,
            Orders = _orders.Count,
            Revenue = revenue,
            DevicePreferences = _devices.ToDictionary(
                pair => Encoding.UTF8.GetString(_columns[TextField.DeviceType].Dictionary[pair.Key]), pair => pair.Value),
        };
    }

    private void CountDevice(int row)
    {
        var device = _columns[TextField.DeviceType].Codes[row];
        if (device != TextColumn.Absent)
        {
            _devices[device] = _devices.GetValueOrDefault(device) + 1;
        }
    }

    // Of two at the same instant the greater text stays, so that the order of the rows does not matter.
    private static void KeepLast(ref (long Time, int Code) last, TextDictionary texts, long time, int code)
    {
        if (code < 0 || time < last.Time || texts[code].IsEmpty)
        {
            return;
        }

        if (time > last.Time || texts[code].SequenceCompareTo(texts[last.Code]) > 0)
        {
            last = (time, code);
        }
    }

    private int SignupDate(int row)
    {
        foreach (var (key, value) in _columns.Metadata[row])
        {
            if (key == _columns.SignupKeys.Name || key == _columns.SignupKeys.Alias)
            {
                return value;
            }
        }

        return TextColumn.Absent;
    }

    private static string? TextOf(TextDictionary texts, int code) => code < 0 ? null : Encoding.UTF8.GetString(texts[code]);

    private static DateTime ToDateTime(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}
