using System.Collections.Concurrent;
using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Bench.Alerting;

/// <summary>Remembers when each order was appended to the stream for the first time.</summary>
internal sealed class OrderTimes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _appended = new(StringComparer.Ordinal);

    /// <summary>Looks for orders in records that are about to be put; the time is taken last, right before the put.</summary>
    public void Putting(IReadOnlyList<PutEntry> entries)
    {
        var orders = new List<string>();
        foreach (var entry in entries)
        {
            if (AggregatedRecordReader.TryOpen(entry.Data.Span, out var records))
            {
                while (records.TryRead(out var record))
                {
                    if (OrderOf(record.Data) is { } order)
                    {
                        orders.Add(order);
                    }
                }
            }
        }

        var now = time.GetTimestamp();
        orders.ForEach(order => _appended.TryAdd(order, now));
    }

    /// <summary>When an order was appended; null if it was never seen.</summary>
    public long? Find(string order) => _appended.TryGetValue(order, out var timestamp) ? timestamp : null;

    // As the generator writes it.
    private static string? OrderOf(ReadOnlySpan<byte> line)
    {
        var name = "\"order_id\":\""u8;
        var at = line.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        var value = line[(at + name.Length)..];
        return value.IndexOf((byte)'"') is var end and >= 0 ? Encoding.UTF8.GetString(value[..end]) : null;
    }
}
