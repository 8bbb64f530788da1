using System.Buffers.Binary;
using System.Text;
using Clickstream.Aws.Kinesis.Reading;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Writes messages of an event stream, by the specification and with a checksum of its own.</summary>
internal static class EventFrames
{
    /// <summary>An event with a JSON payload.</summary>
    public static byte[] Event(string json, string type = "SubscribeToShardEvent") => Write(
        Encoding.UTF8.GetBytes(json), (":message-type", "event"), (":event-type", type), (":content-type", "application/x-amz-json-1.1"));

    /// <summary>An exception, which ends the subscription.</summary>
    public static byte[] Exception(string type, string message = "said the stream") => Write(
        Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""),
        (":message-type", "exception"), (":exception-type", type), (":content-type", "application/x-amz-json-1.1"));

    /// <summary>The JSON of an event.</summary>
    public static string Json(string? continuation, long behind, params (string Number, string Text)[] records) =>
        $$"""{"Records":[{{string.Join(',', records.Select(record => $$"""
        {"SequenceNumber":"{{record.Number}}","PartitionKey":"k","ApproximateArrivalTimestamp":1700000000.5,"Data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(record.Text))}}"}
        """))}}],"MillisBehindLatest":{{behind}}{{(continuation is null ? string.Empty : $",\"ContinuationSequenceNumber\":\"{continuation}\"")}}}""";

    public static byte[] Write(byte[] payload, params (string Name, string Value)[] headers)
    {
        var head = new List<byte>();
        foreach (var (name, value) in headers)
        {
            head.Add((byte)name.Length);
            head.AddRange(Encoding.UTF8.GetBytes(name));
            head.Add(7);
            head.AddRange([(byte)(value.Length >> 8), (byte)value.Length]);
            head.AddRange(Encoding.UTF8.GetBytes(value));
        }

        var frame = new byte[16 + head.Count + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), head.Count);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc(frame.AsSpan(0, 8)));
        head.CopyTo(frame, 12);
        payload.CopyTo(frame, 12 + head.Count);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    /// <summary>Reads one message of these bytes.</summary>
    public static async Task<EventFrame?> ReadAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await EventFrame.ReadAsync(stream, CancellationToken.None);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
