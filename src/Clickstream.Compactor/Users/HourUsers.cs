using System.Text;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Users;

/// <summary>Sums the rows of an hour by user.</summary>
internal sealed class HourUsers
{
    private readonly FactColumns _columns;
    private readonly int _purchase;
    private readonly HashSet<UInt128> _orders = [];
    private readonly Dictionary<int, long> _devices = [];
    private (long Time, string? Text) _country;
    private (long Time, string? Text) _signup;

    private HourUsers(FactColumns columns)
    {
        _columns = columns;
        _purchase = columns[TextField.EventType].Dictionary.Intern("purchase"u8);
    }

    /// <summary>One row for each user, in order of user id.</summary>
    /// <param name="columns">The hour.</param>
    /// <param name="rows">Its rows in the order of <see cref="RowOrder"/>, in which those of a user lie together.</param>
    public static List<UserRow> Of(FactColumns columns, ReadOnlySpan<int> rows)
    {
        var hour = new HourUsers(columns);
        var users = new List<UserRow>();
        var codes = columns[TextField.UserId].Codes;
        for (var first = 0; first < rows.Length;)
        {
            var end = first + 1;
            while (end < rows.Length && codes[rows[end]] == codes[rows[first]])
            {
                end++;
            }

            if (codes[rows[first]] != TextColumn.Absent)
            {
                users.Add(hour.Sum(rows[first..end]));
            }

            first = end;
        }

        return users;
    }

    private UserRow Sum(ReadOnlySpan<int> rows)
    {
        _orders.Clear();
        _devices.Clear();
        (_country, _signup) = ((long.MinValue, null), (long.MinValue, null));
        var (least, greatest, revenue) = (long.MaxValue, long.MinValue, 0m);
        foreach (var row in rows)
        {
            var time = _columns.Times[row];
            (least, greatest) = (Math.Min(least, time), Math.Max(greatest, time));
            if (_columns[TextField.EventType].Codes[row] == _purchase)
            {
                revenue += _columns.Amount(row);
                _orders.Add(_columns.OrderKey(row));
            }

            CountDevice(row);
            KeepLast(ref _country, time, _columns[TextField.Country].Text(row));
            KeepLast(ref _signup, time, SignupDate(row));
        }

        return new UserRow
        {
            UserId = Encoding.UTF8.GetString(_columns[TextField.UserId].Text(rows[0])),
            Country = _country.Text,
            SignupDate = _signup.Text,
            FirstSeen = ToDateTime(least),
            LastSeen = ToDateTime(greatest),
            Events = rows.Length,
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
    private static void KeepLast(ref (long Time, string? Text) last, long time, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || time < last.Time)
        {
            return;
        }

        if (last.Text is not null && IsSame(last.Text, text))
        {
            last.Time = time;
            return;
        }

        var value = Encoding.UTF8.GetString(text);
        if (time > last.Time || string.CompareOrdinal(value, last.Text) > 0)
        {
            last = (time, value);
        }
    }

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8)
    {
        Span<char> characters = stackalloc char[32];
        return utf8.Length <= characters.Length && text.AsSpan().SequenceEqual(characters[..Encoding.UTF8.GetChars(utf8, characters)]);
    }

    private ReadOnlySpan<byte> SignupDate(int row)
    {
        foreach (var (key, value) in _columns.Metadata[row])
        {
            if (_columns.Metadata.Keys[key].SequenceEqual("signup_date"u8) || _columns.Metadata.Keys[key].SequenceEqual("signupDate"u8))
            {
                return _columns.Metadata.Values[value];
            }
        }

        return default;
    }

    private static DateTime ToDateTime(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}
