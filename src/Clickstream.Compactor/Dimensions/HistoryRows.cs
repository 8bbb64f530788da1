using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Tables;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Makes the rows of <c>dim_users_history</c> of a user: one from the first event on, and one from each change of any attribute on.</summary>
internal sealed class HistoryRows
{
    private const int Countries = 0;
    private const int SignupDates = 1;
    private const int Devices = 2;

    private readonly List<(long Time, int Attribute, int Code)> _changes = [];

    /// <summary>Adds the rows.</summary>
    public void Add(UserState user, TableBuffer rows)
    {
        _changes.Clear();
        Gather(user.Countries.Changes, Countries);
        Gather(user.SignupDates.Changes, SignupDates);
        Gather(user.Devices.Preferences, Devices);
        _changes.Sort();
        var values = new[] { TextColumn.Absent, TextColumn.Absent, TextColumn.Absent };
        var (from, at) = (user.First, 0);
        TakeUntil(from, ref at, values);
        while (true)
        {
            // What is the same as before is no change.
            while (at < _changes.Count && _changes[at].Code == values[_changes[at].Attribute])
            {
                at++;
            }

            if (at == _changes.Count)
            {
                Add(user, values, from, null, rows);
                return;
            }

            var to = _changes[at].Time;
            Add(user, values, from, to, rows);
            TakeUntil(to, ref at, values);
            from = to;
        }
    }

    private void Gather(IReadOnlyList<(long Time, int Code)> changes, int attribute)
    {
        foreach (var (time, code) in changes)
        {
            _changes.Add((time, attribute, code));
        }
    }

    private void TakeUntil(long time, ref int at, int[] values)
    {
        for (; at < _changes.Count && _changes[at].Time <= time; at++)
        {
            values[_changes[at].Attribute] = _changes[at].Code;
        }
    }

    private static void Add(UserState user, int[] values, long from, long? to, TableBuffer rows)
    {
        var column = 0;
        rows.Set(column++, user.Id);
        foreach (var value in values)
        {
            rows.Set(column++, value < 0 ? default : user.Texts[value]);
        }

        rows.Set(column++, from);
        if (to is { } end)
        {
            rows.Set(column, end);
        }

        rows.Set(column + 1, to is null);
        rows.EndRow();
    }
}
