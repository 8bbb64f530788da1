using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>The metadata of all rows: for each row a run of entries, each a code of a key and a code of a value.</summary>
internal sealed class MetadataColumn : IDisposable
{
    private readonly ColumnMemory<(int Start, int Count)> _runs = new();
    private readonly ColumnMemory<(int Key, int Value)> _entries = new();
    private int _count;

    /// <summary>The distinct keys.</summary>
    public TextDictionary Keys { get; } = new();

    /// <summary>The distinct values.</summary>
    public TextDictionary Values { get; } = new();

    /// <summary>Bytes of memory that the first rows take.</summary>
    public long BytesOf(int rows) => _runs.BytesOf(rows) + _entries.BytesOf(_count) + Keys.Bytes + Values.Bytes;

    /// <summary>The entries of a row.</summary>
    public ReadOnlySpan<(int Key, int Value)> this[int row] => _entries.Slice(_runs[row].Start, _runs[row].Count);

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => _runs.EnsureCapacity(rows);

    /// <summary>Begins the entries of a row; <see cref="Add"/> follows.</summary>
    public void Begin(int row) => _runs[row] = (_count, 0);

    /// <summary>Adds an entry to a row that was begun last.</summary>
    public void Add(int row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _entries.EnsureRoomBehind(_count);
        _entries[_count++] = (Keys.Intern(key), Values.Intern(value));
        _runs[row].Count++;
    }

    /// <summary>Sets rows from events.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="batch">Holds the events.</param>
    /// <param name="kept">Which of the events.</param>
    /// <param name="scratch">Grows to the number of entries.</param>
    public void SetAll(int first, EventBatch batch, ReadOnlySpan<int> kept, ColumnScratch scratch)
    {
        var count = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            var entries = batch.MetadataOf(batch.Rows[kept[i]]);
            _runs[first + i] = (_count + count, entries.Length);
            scratch.EnsureCapacity(count + entries.Length);
            foreach (var entry in entries)
            {
                scratch.Slices[count] = entry.Key;
                scratch.OtherSlices[count++] = entry.Value;
            }
        }

        _entries.EnsureRoomBehind(_count, count);

        var text = batch.Text(new TextSlice(0, batch.TextLength));
        Keys.InternAll(text, scratch.Slices.AsSpan(0, count), scratch.Hashes, scratch.Codes);
        for (var i = 0; i < count; i++)
        {
            _entries[_count + i].Key = scratch.Codes[i];
        }

        Values.InternAll(text, scratch.OtherSlices.AsSpan(0, count), scratch.Hashes, scratch.Codes);
        for (var i = 0; i < count; i++)
        {
            _entries[_count + i].Value = scratch.Codes[i];
        }

        _count += count;
    }

    /// <summary>Copies one row to another.</summary>
    public void Copy(int from, int to) => _runs[to] = _runs[from];

    /// <summary>Orders two rows by their entries.</summary>
    public int Compare(int left, int right)
    {
        var leftEntries = this[left];
        var rightEntries = this[right];
        for (var i = 0; i < Math.Min(leftEntries.Length, rightEntries.Length); i++)
        {
            var order = Keys[leftEntries[i].Key].SequenceCompareTo(Keys[rightEntries[i].Key]);
            order = order != 0 ? order : Values[leftEntries[i].Value].SequenceCompareTo(Values[rightEntries[i].Value]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftEntries.Length.CompareTo(rightEntries.Length);
    }

    /// <summary>
    /// Puts the rows into another order, and drops the others. The entries move with them: they are read many times afterwards, from one end to
    /// the other, and never again from a place that is not in the processor's cache.
    /// </summary>
    public void Reorder(ReadOnlySpan<int> rows, ColumnMemory<byte> scratch)
    {
        _runs.Reorder(rows, scratch);
        using var ordered = new ColumnMemory<(int Key, int Value)>();
        ordered.EnsureCapacity(_count);
        var from = _entries.Span;
        var to = ordered.Span;
        _count = 0;
        foreach (ref var run in _runs.Span)
        {
            from.Slice(run.Start, run.Count).CopyTo(to[_count..]);
            run.Start = _count;
            _count += run.Count;
        }

        _entries.Swap(ordered);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runs.Dispose();
        _entries.Dispose();
        Keys.Dispose();
        Values.Dispose();
    }
}
