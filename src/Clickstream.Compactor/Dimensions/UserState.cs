using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// What is known of one user: of an hour, or of several added in order of time. To add the parts of a whole in order gives the whole, wherever it is cut, so
/// a sum over a day can stand for its hours. Reused from user to user; not safe for concurrent use.
/// </summary>
internal sealed class UserState : IDisposable
{
    private const int MaxTexts = 1 << 20; // Then the dictionary begins anew, between two users.

    private byte[] _id = new byte[64];
    private int _idLength;

    public UserState() => Reset();

    public void Dispose() => Texts.Dispose();

    /// <summary>The countries, sign-up dates and kinds of devices.</summary>
    public TextDictionary Texts { get; private set; } = null!;

    public ReadOnlySpan<byte> Id => _id.AsSpan(0, _idLength);

    public long First { get; private set; }

    public long Last { get; private set; }

    public long Events { get; private set; }

    public long Orders { get; private set; }

    /// <summary>In ten-thousandths, in whatever currencies the user paid.</summary>
    public Int128 Revenue { get; private set; }

    public ChangeList Countries { get; private set; } = null!;

    public ChangeList SignupDates { get; private set; } = null!;

    public DeviceHistory Devices { get; private set; } = null!;

    /// <summary>Begins a user.</summary>
    public void Begin(ReadOnlySpan<byte> id)
    {
        if (Texts.Count > MaxTexts)
        {
            Texts.Dispose();
            Reset();
        }

        if (_id.Length < id.Length)
        {
            _id = new byte[id.Length * 2];
        }

        id.CopyTo(_id);
        _idLength = id.Length;
        (First, Last, Events, Orders, Revenue) = (long.MaxValue, long.MinValue, 0, 0, 0);
        Countries.Clear();
        SignupDates.Clear();
        Devices.Clear();
    }

    /// <summary>Adds counts of a later time.</summary>
    public void Add(long first, long last, long events, long orders, Int128 revenue)
    {
        (First, Last) = (Math.Min(First, first), Math.Max(Last, last));
        Events += events;
        Orders += orders;
        Revenue += revenue;
    }

    /// <summary>Adds the user of a part that is of a later time.</summary>
    public void Add(PartReader part)
    {
        var first = part.Number();
        var last = first + part.Number();
        Add(first, last, part.Number(), part.Number(), part.Sum());
        AddChanges(part, first, Countries);
        AddChanges(part, first, SignupDates);
        AddDevices(part, first);
    }

    /// <summary>Writes the user as an entry of a part.</summary>
    public void Write(ByteSink to)
    {
        to.PutText(Id);
        to.PutNumber(First);
        to.PutNumber(Last - First);
        to.PutNumber(Events);
        to.PutNumber(Orders);
        to.PutSum(Revenue);
        WriteChanges(Countries.Changes, to);
        WriteChanges(SignupDates.Changes, to);
        WriteChanges(Devices.Preferences, to);
        WriteCounts(Devices.All, to);
        if (Devices.All.Count > 0)
        {
            to.PutNumber(Devices.Day);
            WriteCounts(Devices.LastDay, to);
        }
    }

    private void Reset()
    {
        Texts = new TextDictionary();
        (Countries, SignupDates, Devices) = (new ChangeList(Texts), new ChangeList(Texts), new DeviceHistory(Texts));
    }

    private void AddChanges(PartReader part, long first, ChangeList to)
    {
        for (var left = part.Number(); left > 0; left--)
        {
            var time = first + part.Number();
            to.Append(time, Texts.Intern(part.Text()));
        }
    }

    private void AddDevices(PartReader part, long first)
    {
        var preferences = part.Number();
        for (var i = 0L; i < preferences; i++)
        {
            var time = first + part.Number();
            var code = Texts.Intern(part.Text());
            if (i == 0)
            {
                Devices.Begin(time, code);
            }
            else
            {
                Devices.Prefer(time, code);
            }
        }

        for (var left = part.Number(); left > 0; left--)
        {
            var code = Texts.Intern(part.Text());
            Devices.AddAll(code, part.Number());
        }

        if (preferences > 0)
        {
            Devices.BeginLastDay(part.Number());
            for (var left = part.Number(); left > 0; left--)
            {
                var code = Texts.Intern(part.Text());
                Devices.AddLastDay(code, part.Number());
            }
        }
    }

    private void WriteChanges(IReadOnlyList<(long Time, int Code)> changes, ByteSink to)
    {
        to.PutNumber(changes.Count);
        foreach (var (time, code) in changes)
        {
            to.PutNumber(time - First);
            to.PutText(Texts[code]);
        }
    }

    private void WriteCounts(IReadOnlyList<(int Code, long Events)> counts, ByteSink to)
    {
        to.PutNumber(counts.Count);
        foreach (var (code, events) in counts)
        {
            to.PutText(Texts[code]);
            to.PutNumber(events);
        }
    }
}
