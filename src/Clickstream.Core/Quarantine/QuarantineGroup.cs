using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Quarantine;

/// <summary>The entries of one reason, counted.</summary>
/// <param name="reason">Why they are no events.</param>
public sealed class QuarantineGroup(RejectionReason reason)
{
    private const int MaxSources = 10_000; // A damaged feed of many objects must not fill the memory; the rest is counted together.

    /// <summary>What further sources are counted under.</summary>
    public const string OtherSources = "(others)";

    private readonly SortedDictionary<Hour, long> _hours = [];
    private readonly Dictionary<string, long> _sources = new(StringComparer.Ordinal);

    /// <summary>The reason.</summary>
    public RejectionReason Reason { get; } = reason;

    /// <summary>Entries that count as quarantined.</summary>
    public long Waiting { get; private set; }

    /// <summary>Entries that were put into the stream again.</summary>
    public long Replayed { get; private set; }

    /// <summary>Entries whose record will be read again.</summary>
    public long InFlight { get; private set; }

    /// <summary>When the first of those that count arrived; null if none says.</summary>
    public EventTime? First { get; private set; }

    /// <summary>When the last of them arrived.</summary>
    public EventTime? Last { get; private set; }

    /// <summary>Those that count, by the hour that they are accounted in.</summary>
    public IReadOnlyDictionary<Hour, long> Hours => _hours;

    /// <summary>Those that count, by where they were found, most first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Sources =>
        [.. _sources.OrderByDescending(source => source.Value).ThenBy(source => source.Key, StringComparer.Ordinal)];

    /// <summary>Counts an entry.</summary>
    public void Add(QuarantineEntry entry, EntryState state)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Replayed += state == EntryState.Replayed ? 1 : 0;
        InFlight += state == EntryState.InFlight ? 1 : 0;
        if (state != EntryState.Waiting)
        {
            return;
        }

        Waiting++;
        _hours[entry.Hour] = _hours.GetValueOrDefault(entry.Hour) + 1;
        var source = _sources.Count < MaxSources || _sources.ContainsKey(entry.Source) ? entry.Source : OtherSources;
        _sources[source] = _sources.GetValueOrDefault(source) + 1;
        if (entry.Received is { } received)
        {
            First = First is { } first && first <= received ? first : received;
            Last = Last is { } last && last >= received ? last : received;
        }
    }
}
