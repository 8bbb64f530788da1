using System.Text;

namespace Clickstream.Core.Streams;

/// <summary>The sizes that a put may have, as Kinesis checks them.</summary>
public static class PutLimits
{
    /// <summary>Bytes of a record that count.</summary>
    public static int SizeOf(in PutEntry entry) => entry.Data.Length + Encoding.UTF8.GetByteCount(entry.PartitionKey);

    /// <summary>PUT payload units that a record is billed as: its data in steps of 25 KB, at least one. Source: the pricing page.</summary>
    public static int PayloadUnitsOf(int dataBytes) =>
        Math.Max(1, (dataBytes + StreamLimits.PutPayloadUnitBytes - 1) / StreamLimits.PutPayloadUnitBytes);

    /// <summary>Checks a put.</summary>
    /// <exception cref="ArgumentException">It breaks a limit of <see cref="StreamLimits"/>.</exception>
    public static void Check(IReadOnlyList<PutEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count > StreamLimits.MaxRecordsPerPut)
        {
            throw new ArgumentException(
                $"A put has {entries.Count} records; the most is {StreamLimits.MaxRecordsPerPut}.", nameof(entries));
        }

        long total = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.PartitionKey is not { Length: >= 1 and <= StreamLimits.MaxPartitionKeyLength })
            {
                throw new ArgumentException(
                    $"Record {i} has a partition key of {entry.PartitionKey?.Length ?? 0} characters; "
                    + $"1 to {StreamLimits.MaxPartitionKeyLength} are possible.",
                    nameof(entries));
            }

            var size = SizeOf(entry);
            if (size > StreamLimits.MaxRecordBytes)
            {
                throw new ArgumentException($"Record {i} has {size} bytes; the most is {StreamLimits.MaxRecordBytes}.", nameof(entries));
            }

            total += size;
        }

        if (total > StreamLimits.MaxBytesPerPut)
        {
            throw new ArgumentException($"A put has {total} bytes; the most is {StreamLimits.MaxBytesPerPut}.", nameof(entries));
        }
    }
}
