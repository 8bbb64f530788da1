using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>Writes what has no column into the batch: each key once, in the order of the bytes of the keys.</summary>
internal sealed class MetadataWriter
{
    private Entry[] _entries = new Entry[32];

    /// <summary>Writes the metadata of one event.</summary>
    /// <returns>The number of entries.</returns>
    public int Write(FieldCollector fields, ReadOnlySpan<byte> item, EventBatch into, int offset)
    {
        var others = fields.Others;
        var hasItems = fields.Has(Field.Items);
        if (_entries.Length <= others.Length)
        {
            _entries = new Entry[others.Length * 2];
        }

        var count = 0;
        foreach (ref readonly var other in others)
        {
            var value = other.Kind == RawKind.Null ? TextSlice.Absent : ValueOf(in other, into, offset);
            count = Insert(into, count, new Entry(Key(fields, in other, item, into, offset), value, other.Rank));
        }

        if (hasItems)
        {
            count = Insert(into, count, new Entry(into.AddText("items"u8), ValueOf(in fields.Column(Field.Items), into, offset), -1));
        }

        var written = 0;
        foreach (ref readonly var entry in _entries.AsSpan(0, count))
        {
            if (entry.Value.IsPresent)
            {
                into.AddMetadata(new MetadataEntry(entry.Key, entry.Value));
                written++;
            }
        }

        return written;
    }

    private static TextSlice ValueOf(in RawValue raw, EventBatch into, int offset) =>
        raw.Escaped ? NameText.Unescape(into, offset + raw.Start, raw.Length) : new TextSlice(offset + raw.Start, raw.Length);

    private static TextSlice Key(FieldCollector fields, in RawValue raw, ReadOnlySpan<byte> item, EventBatch into, int offset)
    {
        if (raw.Scope < 0)
        {
            return raw.NameEscaped
                ? NameText.Unescape(into, offset + raw.NameStart, raw.NameLength)
                : new TextSlice(offset + raw.NameStart, raw.NameLength);
        }

        var start = into.TextLength;
        PutPrefix(fields, raw.Scope, item, into);
        PutName(in raw, item, into);
        return new TextSlice(start, into.TextLength - start);
    }

    private static void PutPrefix(FieldCollector fields, int scope, ReadOnlySpan<byte> item, EventBatch into)
    {
        // At most context and one thing in it.
        ref readonly var name = ref fields.Scope(scope);
        if (name.Scope >= 0)
        {
            PutPrefix(fields, name.Scope, item, into);
        }

        PutName(in name, item, into);
        into.AddText("."u8);
    }

    private static void PutName(in RawValue raw, ReadOnlySpan<byte> item, EventBatch into)
    {
        var name = item.Slice(raw.NameStart, raw.NameLength);
        if (raw.NameEscaped)
        {
            into.CommitText(JsonText.Unescape(name, into.ReserveText(name.Length)));
        }
        else
        {
            into.AddText(name);
        }
    }

    // Binary insertion: most events have a handful of entries, and a thousand is the limit.
    private int Insert(EventBatch into, int count, Entry entry)
    {
        var key = into.Text(entry.Key);
        int low = 0, high = count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var order = into.Text(_entries[middle].Key).SequenceCompareTo(key);
            if (order == 0)
            {
                _entries[middle] = Better(in _entries[middle], in entry);
                return count;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        Array.Copy(_entries, low, _entries, low + 1, count - low);
        _entries[low] = entry;
        return count + 1;
    }

    // The same name twice: in the same place the last wins, else the better place that says something.
    private static Entry Better(in Entry first, in Entry second)
    {
        if (first.Rank == second.Rank || !first.Value.IsPresent)
        {
            return second;
        }

        return second.Value.IsPresent && second.Rank < first.Rank ? second : first;
    }

    private readonly record struct Entry(TextSlice Key, TextSlice Value, int Rank);
}
