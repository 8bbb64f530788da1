using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>The metadata of all rows: for each row a run of entries, each a code of a key and a code of a value.</summary>
internal sealed class MetadataColumn
{
    private (int Start, int Count)[] _runs = [];
    private (int Key, int Value)[] _entries = new (int, int)[1024];
    private int _count;

    /// <summary>The distinct keys.</summary>
    public TextDictionary Keys { get; } = new();

    /// <summary>The distinct values.</summary>
    public TextDictionary Values { get; } = new();

    /// <summary>The entries of a row.</summary>
    public ReadOnlySpan<(int Key, int Value)> this[int row] => _entries.AsSpan(_runs[row].Start, _runs[row].Count);

    /// <summary>Makes room for rows.</summary>
    public void EnsureCapacity(int rows) => Array.Resize(ref _runs, rows);

    /// <summary>Begins the entries of a row; <see cref="Add"/> follows.</summary>
    public void Begin(int row) => _runs[row] = (_count, 0);

    /// <summary>Adds an entry to a row that was begun last.</summary>
    public void Add(int row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_count++] = (Keys.Intern(key), Values.Intern(value));
        _runs[row].Count++;
    }

    /// <summary>Sets a row from an event.</summary>
    public void Set(int row, EventBatch batch, in EventRow source)
    {
        Begin(row);
        foreach (var entry in batch.MetadataOf(source))
        {
            Add(row, batch.Text(entry.Key), batch.Text(entry.Value));
        }
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
}
