using Clickstream.Core.Events;

namespace Clickstream.Producer.Generate;

/// <summary>
/// The right answers of one lane, counted from what the generator intends and not from what it wrote. One slot for each minute.
/// </summary>
internal sealed class LaneTally
{
    private readonly MinuteMask[] _users;
    private readonly int[] _byType;

    public LaneTally(int hours, int users)
    {
        var minutes = hours * 60;
        _users = new MinuteMask[users];
        _byType = new int[minutes * Journey.Steps];
        Orders = new int[minutes];
        Cents = new long[minutes];
        Users = new int[minutes];
        Sessions = new int[minutes];
        WrittenByHour = new long[hours];
        QuarantinedByHour = new long[hours];
        LateByHour = new long[hours];
        DuplicatesByHour = new long[hours];
    }

    /// <summary>Lines written, by the hour of their file.</summary>
    public long[] WrittenByHour { get; }

    /// <summary>Malformed lines, by the hour of their file.</summary>
    public long[] QuarantinedByHour { get; }

    /// <summary>Late events, by the hour of event time.</summary>
    public long[] LateByHour { get; }

    /// <summary>Copies, by the hour of event time.</summary>
    public long[] DuplicatesByHour { get; }

    public int[] Orders { get; }

    public long[] Cents { get; }

    public int[] Users { get; }

    public int[] Sessions { get; }

    public long SessionCount { get; set; }

    public SortedDictionary<RejectionReason, long> Rejected { get; } = [];

    /// <summary>Visitors that made at least one event, among those whose index the predicate takes.</summary>
    public int DistinctUsers(Func<int, bool> include)
    {
        var count = 0;
        for (var i = 0; i < _users.Length; i++)
        {
            count += !_users[i].IsEmpty && include(i) ? 1 : 0;
        }

        return count;
    }

    public int EventsOf(int minute, int step) => _byType[(minute * Journey.Steps) + step];

    /// <summary>Counts an event that will be accepted.</summary>
    public void Accept(int minute, Step step, Visit visit)
    {
        _byType[(minute * Journey.Steps) + (int)step]++;
        Users[minute] += _users[visit.User].Add(minute) ? 1 : 0;
        Sessions[minute] += visit.Minutes.Add(minute) ? 1 : 0;
    }

    public void Order(int minute, long cents)
    {
        Orders[minute]++;
        Cents[minute] += cents;
    }

    public void Reject(int hour, RejectionReason reason)
    {
        QuarantinedByHour[hour]++;
        Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
    }
}
