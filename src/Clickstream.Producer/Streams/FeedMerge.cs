namespace Clickstream.Producer.Streams;

/// <summary>
/// Merges feeds by the event time of their current inputs; ties go to the feed that was given first. Within a feed the order is kept,
/// so an input with an old time comes as soon as it is its feed's turn.
/// </summary>
internal sealed class FeedMerge
{
    private readonly ItemFeed[] _heap;
    private readonly long[] _times;
    private readonly int[] _ranks;
    private int _count;

    private FeedMerge(int feeds)
    {
        _heap = new ItemFeed[feeds];
        _times = new long[feeds];
        _ranks = new int[feeds];
    }

    /// <summary>The feed whose input is next; null at the end of all.</summary>
    public ItemFeed? Current => _count == 0 ? null : _heap[0];

    /// <summary>Moves every feed to its first input.</summary>
    public static async Task<FeedMerge> StartAsync(IReadOnlyList<ItemFeed> feeds, CancellationToken cancellationToken)
    {
        var merge = new FeedMerge(feeds.Count);
        for (var rank = 0; rank < feeds.Count; rank++)
        {
            if (await feeds[rank].NextBlockAsync(cancellationToken).ConfigureAwait(false))
            {
                merge._ranks[merge._count] = rank;
                merge._times[merge._count] = feeds[rank].Current.Time;
                merge._heap[merge._count++] = feeds[rank];
            }
        }

        for (var i = (merge._count / 2) - 1; i >= 0; i--)
        {
            merge.SiftDown(i);
        }

        return merge;
    }

    /// <summary>Takes the current input. False if its feed has no more in memory; then <see cref="NextBlockAsync"/> goes on.</summary>
    public bool TryMoveNext()
    {
        if (!_heap[0].TryMoveNext())
        {
            return false;
        }

        _times[0] = _heap[0].Current.Time;
        SiftDown(0);
        return true;
    }

    public async ValueTask NextBlockAsync(CancellationToken cancellationToken)
    {
        if (await _heap[0].NextBlockAsync(cancellationToken).ConfigureAwait(false))
        {
            _times[0] = _heap[0].Current.Time;
        }
        else
        {
            _count--;
            Move(_count, 0);
        }

        SiftDown(0);
    }

    private void SiftDown(int at)
    {
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _count)
            {
                return;
            }

            child += child + 1 < _count && IsBefore(child + 1, child) ? 1 : 0;
            if (!IsBefore(child, at))
            {
                return;
            }

            Swap(at, child);
            at = child;
        }
    }

    private bool IsBefore(int a, int b) => _times[a] < _times[b] || (_times[a] == _times[b] && _ranks[a] < _ranks[b]);

    private void Move(int from, int to) => (_heap[to], _times[to], _ranks[to]) = (_heap[from], _times[from], _ranks[from]);

    private void Swap(int a, int b)
    {
        (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
        (_times[a], _times[b]) = (_times[b], _times[a]);
        (_ranks[a], _ranks[b]) = (_ranks[b], _ranks[a]);
    }
}
