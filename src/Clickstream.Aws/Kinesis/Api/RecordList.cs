using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>Reads the records of GetRecords and of a subscription. Their data are slices of the buffer that is read.</summary>
internal static class RecordList
{
    private const int ExpectedRecords = 64; // An answer of aggregates: 2 MB of 96 KB records are about 20, and other producers make smaller ones.

    public static List<StreamRecord> Read(WireReader reader, RecentTexts texts)
    {
        var records = new List<StreamRecord>(ExpectedRecords);
        if (reader.BeginList())
        {
            while (reader.NextItem())
            {
                records.Add(ReadRecord(reader, texts));
            }
        }

        return records;
    }

    private static StreamRecord ReadRecord(WireReader reader, RecentTexts texts)
    {
        SequenceNumber number = default;
        var key = string.Empty;
        DateTimeOffset arrival = default;
        ReadOnlyMemory<byte> data = default;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("Data"u8))
            {
                data = reader.Blob();
            }
            else if (reader.IsField("SequenceNumber"u8))
            {
                number = new SequenceNumber(reader.Text() ?? string.Empty);
            }
            else if (reader.IsField("PartitionKey"u8))
            {
                key = texts.Get(reader.TextBytes().Span);
            }
            else if (reader.IsField("ApproximateArrivalTimestamp"u8))
            {
                arrival = reader.Time();
            }
            else
            {
                reader.Skip();
            }
        }

        return number.Value is null ? throw new FormatException("A record has no sequence number.") : new StreamRecord(number, key, arrival, data);
    }
}
