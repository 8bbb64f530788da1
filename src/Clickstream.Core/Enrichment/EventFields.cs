using Clickstream.Core.Events;

namespace Clickstream.Core.Enrichment;

/// <summary>Reads and adds metadata of an event that is being made, whose entries are the last of the batch and in the order of the bytes of their keys.</summary>
internal static class EventFields
{
    /// <summary>Adds an entry, unless there is one of this name.</summary>
    public static void AddMetadata(EventBatch batch, ref EventRow row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!TryFind(batch, in row, key, out var place))
        {
            batch.InsertMetadata(row.MetadataStart + place, new MetadataEntry(batch.AddText(key), batch.AddText(value)));
            row.MetadataCount++;
        }
    }

    /// <summary>Whether there is an entry of a name.</summary>
    public static bool Has(EventBatch batch, in EventRow row, ReadOnlySpan<byte> key) => TryFind(batch, in row, key, out _);

    private static bool TryFind(EventBatch batch, in EventRow row, ReadOnlySpan<byte> key, out int place)
    {
        var entries = batch.MetadataOf(in row);
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var order = batch.Text(entries[middle].Key).SequenceCompareTo(key);
            if (order == 0)
            {
                place = middle;
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        place = low;
        return false;
    }
}
