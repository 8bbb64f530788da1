using System.Runtime.InteropServices;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Engagement;

/// <summary>
/// What a reader makes of result rows, in whatever order and however often they come: of each partial the row that saw most holds,
/// and the partials of a minute are summed. Not safe for concurrent use.
/// </summary>
public sealed class EngagementTable
{
    private readonly Dictionary<Minute, Dictionary<(ShardId Shard, string Partial), MinuteResult>> _minutes = [];

    /// <summary>The minutes that have results, ascending.</summary>
    public IEnumerable<Minute> Minutes => _minutes.Keys.Order();

    /// <summary>Takes a row in.</summary>
    /// <returns>Whether it changed anything; false if a row that saw more, or the same, is known.</returns>
    public bool Add(MinuteResult row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ref var partials = ref CollectionsMarshal.GetValueRefOrAddDefault(_minutes, row.Minute, out _);
        partials ??= [];
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(partials, (row.Shard, row.Partial), out var exists);
        if (exists && !Supersedes(row, known!))
        {
            return false;
        }

        known = row;
        return true;
    }

    /// <summary>The result of a minute over all shards; null if nothing is known of it.</summary>
    public MinuteResult? Get(Minute minute) =>
        _minutes.TryGetValue(minute, out var partials) ? MinuteResult.Merge(InOrder(partials)) : null;

    /// <summary>The rows that hold for a minute, one for each shard and partial, in order of both.</summary>
    public IReadOnlyList<MinuteResult> GetPartials(Minute minute) =>
        _minutes.TryGetValue(minute, out var partials) ? InOrder(partials) : [];

    /// <summary>All minutes, ascending, over all shards.</summary>
    public IEnumerable<MinuteResult> Merged() => Minutes.Select(minute => MinuteResult.Merge(InOrder(_minutes[minute])));

    /// <summary>Forgets the minutes before one, for a reader that shows only the recent ones.</summary>
    public void RemoveBefore(Minute minute)
    {
        foreach (var old in _minutes.Keys.Where(key => key < minute).ToArray())
        {
            _minutes.Remove(old);
        }
    }

    /// <summary>Of one partial: the row that saw more records holds; of two that saw the same, the one whose state is further.</summary>
    private static bool Supersedes(MinuteResult row, MinuteResult known)
    {
        var order = new SequenceNumber(row.Through).CompareTo(new SequenceNumber(known.Through));
        return order > 0 || (order == 0 && row.State > known.State);
    }

    // In a fixed order, because sums of top items may break ties by what came first.
    private static MinuteResult[] InOrder(Dictionary<(ShardId Shard, string Partial), MinuteResult> partials) =>
        [.. partials.OrderBy(pair => pair.Key.Shard).ThenBy(pair => pair.Key.Partial, StringComparer.Ordinal).Select(pair => pair.Value)];
}
