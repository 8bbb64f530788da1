using System.Runtime.CompilerServices;

namespace Clickstream.Core.Events;

/// <summary>
/// Valid events side by side, with one buffer for all their text. It is filled by the decoder, read by many, and reused after <see cref="Clear"/>.
/// Not safe for concurrent writes.
/// </summary>
public sealed class EventBatch
{
    private EventRow[] _rows = new EventRow[64];
    private MetadataEntry[] _metadata = new MetadataEntry[256];
    private byte[] _text = new byte[16 * 1024];
    private int _rowCount;
    private int _metadataCount;
    private int _textLength;

    /// <summary>Number of events.</summary>
    public int Count => _rowCount;

    /// <summary>Bytes of text held.</summary>
    public int TextLength => _textLength;

    /// <summary>The events, in input order. The span is invalid after the next change.</summary>
    public ReadOnlySpan<EventRow> Rows => _rows.AsSpan(0, _rowCount);

    /// <summary>The metadata of all events. The span is invalid after the next change.</summary>
    public ReadOnlySpan<MetadataEntry> Metadata => _metadata.AsSpan(0, _metadataCount);

    /// <summary>The text of a slice; empty if absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Text(TextSlice slice) => slice.Length <= 0 ? default : _text.AsSpan(slice.Offset, slice.Length);

    /// <summary>The text of a slice as a string; null if absent.</summary>
    public string? GetString(TextSlice slice) => slice.IsPresent ? System.Text.Encoding.UTF8.GetString(Text(slice)) : null;

    /// <summary>The metadata of one event.</summary>
    public ReadOnlySpan<MetadataEntry> MetadataOf(in EventRow row) => _metadata.AsSpan(row.MetadataStart, row.MetadataCount);

    /// <summary>The order that an event belongs to: its order id, or its click id if it names none.</summary>
    public ReadOnlySpan<byte> OrderOf(in EventRow row) => row.OrderId.Length > 0 ? Text(row.OrderId) : Text(row.ClickId);

    /// <summary>Removes all events and keeps the buffers.</summary>
    public void Clear() => _rowCount = _metadataCount = _textLength = 0;

    /// <summary>Adds an event whose slices already point into this batch.</summary>
    public ref EventRow Add(in EventRow row)
    {
        if (_rowCount == _rows.Length)
        {
            Array.Resize(ref _rows, _rowCount * 2);
        }

        ref var added = ref _rows[_rowCount++];
        added = row;
        return ref added;
    }

    /// <summary>Copies text into the batch.</summary>
    public TextSlice AddText(ReadOnlySpan<byte> utf8)
    {
        var target = ReserveText(utf8.Length);
        utf8.CopyTo(target);
        return CommitText(utf8.Length);
    }

    /// <summary>Space for text that is about to be written; follow with <see cref="CommitText"/>.</summary>
    public Span<byte> ReserveText(int length)
    {
        if (_text.Length - _textLength < length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, checked(_textLength + length)));
        }

        return _text.AsSpan(_textLength, length);
    }

    /// <summary>Keeps the first bytes of the space that was reserved.</summary>
    public TextSlice CommitText(int length)
    {
        var slice = new TextSlice(_textLength, length);
        _textLength += length;
        return slice;
    }

    /// <summary>Adds a metadata entry; the entries of one event are added together, before the event.</summary>
    public void AddMetadata(MetadataEntry entry)
    {
        if (_metadataCount == _metadata.Length)
        {
            Array.Resize(ref _metadata, _metadataCount * 2);
        }

        _metadata[_metadataCount++] = entry;
    }

    /// <summary>Puts a metadata entry among those of the event that is being made.</summary>
    public void InsertMetadata(int index, MetadataEntry entry)
    {
        AddMetadata(entry);
        var entries = _metadata.AsSpan(index, _metadataCount - index);
        entries[..^1].CopyTo(entries[1..]);
        entries[0] = entry;
    }

    /// <summary>Replaces a metadata entry, as long as its event is being made.</summary>
    public void SetMetadata(int index, MetadataEntry entry) => _metadata.AsSpan(0, _metadataCount)[index] = entry;

    /// <summary>Takes back what was added after the marks, when an input turns out to be no event.</summary>
    public void Rewind(int metadataCount, int textLength)
    {
        _metadataCount = metadataCount;
        _textLength = textLength;
    }

    /// <summary>A row that can be changed in place, for enrichment.</summary>
    public ref EventRow RowAt(int index) => ref _rows.AsSpan(0, _rowCount)[index];
}
