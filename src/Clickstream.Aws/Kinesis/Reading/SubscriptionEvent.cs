using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>A SubscribeToShardEvent: records, and where to go on behind them.</summary>
/// <param name="Records">The records; their data are slices of the frame's buffer.</param>
/// <param name="Continuation">Where the next subscription begins; null at the end of a closed shard.</param>
/// <param name="Behind">How far it is behind the newest record.</param>
/// <param name="Children">The shards that follow; null if it names none.</param>
/// <param name="Frame">Its buffer.</param>
internal sealed record SubscriptionEvent(
    IReadOnlyList<StreamRecord> Records, SequenceNumber? Continuation, TimeSpan Behind, IReadOnlyList<Shard>? Children, EventFrame Frame) : IDisposable
{
    /// <summary>Whether the shard has ended with it.</summary>
    public bool IsShardEnd => Continuation is null || Children is not null;

    /// <exception cref="FormatException">It is not such an event.</exception>
    public static SubscriptionEvent Read(EventFrame frame, RecentTexts texts)
    {
        var reader = WireFormat.Read(frame.Buffer, frame.PayloadAt, frame.PayloadLength, WireFormat.IsCbor(frame.ContentType));
        IReadOnlyList<StreamRecord> records = [];
        string? continuation = null;
        long behind = 0;
        IReadOnlyList<Shard>? children = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("Records"u8))
            {
                records = RecordList.Read(reader, texts);
            }
            else if (reader.IsField("ContinuationSequenceNumber"u8))
            {
                continuation = reader.Text();
            }
            else if (reader.IsField("MillisBehindLatest"u8))
            {
                behind = reader.Number();
            }
            else if (reader.IsField("ChildShards"u8))
            {
                children = ShardShapes.ReadList(reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SubscriptionEvent(
            records,
            string.IsNullOrEmpty(continuation) ? null : new SequenceNumber(continuation),
            TimeSpan.FromMilliseconds(behind),
            children,
            frame);
    }

    public void Dispose() => Frame.Dispose();
}
