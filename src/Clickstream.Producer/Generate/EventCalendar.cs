namespace Clickstream.Producer.Generate;

/// <summary>
/// What happens next in a lane: a heap of (time, ticket) with ties in order of entry, so that the order never depends on the heap's layout.
/// </summary>
internal sealed class EventCalendar
{
    private Entry[] _heap = new Entry[256];
    private int _count;
    private long _order;

    public bool IsEmpty => _count == 0;

    public long NextTime => _count == 0 ? long.MaxValue : _heap[0].Time;

    public void Add(long time, int ticket)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        var entry = new Entry(time, _order++, ticket);
        var i = _count++;
        while (i > 0 && entry.IsBefore(_heap[(i - 1) >> 2]))
        {
            _heap[i] = _heap[(i - 1) >> 2];
            i = (i - 1) >> 2;
        }

        _heap[i] = entry;
    }

    public int Take(out long time)
    {
        var first = _heap[0];
        time = first.Time;
        _count--;
        if (_count > 0)
        {
            SiftDown(_heap[_count]);
        }

        return first.Ticket;
    }

    private void SiftDown(Entry entry)
    {
        var i = 0;
        while (true)
        {
            var child = (i << 2) + 1;
            if (child >= _count)
            {
                break;
            }

            var least = child;
            var end = Math.Min(child + 4, _count);
            for (var c = child + 1; c < end; c++)
            {
                if (_heap[c].IsBefore(_heap[least]))
                {
                    least = c;
                }
            }

            if (!_heap[least].IsBefore(entry))
            {
                break;
            }

            _heap[i] = _heap[least];
            i = least;
        }

        _heap[i] = entry;
    }

    private readonly record struct Entry(long Time, long Order, int Ticket)
    {
        public bool IsBefore(in Entry other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }
}
