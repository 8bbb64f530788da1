using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using Clickstream.Contracts;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>A message of an event stream.</summary>
internal sealed record EventMessage(Dictionary<string, string> Headers, JsonObject Payload)
{
    public string Type => Headers.GetValueOrDefault(":event-type") ?? Headers[":exception-type"];
}

/// <summary>Reads messages of an event stream and checks their sums.</summary>
internal static class EventStreamReader
{
    /// <summary>The next message; null at the end.</summary>
    public static async Task<EventMessage?> NextAsync(Stream stream)
    {
        var prelude = new byte[12];
        if (await stream.ReadAtLeastAsync(prelude, prelude.Length, throwOnEndOfStream: false, Deadline.Token) is var read && read < prelude.Length)
        {
            Assert.Equal(0, read);
            return null;
        }

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prelude)];
        prelude.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(prelude.Length), Deadline.Token);
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(prelude.AsSpan(8)), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(message.Length - 4)), Crc32.HashToUInt32(message.AsSpan(0, message.Length - 4)));
        var end = prelude.Length + BinaryPrimitives.ReadInt32BigEndian(prelude.AsSpan(4));
        return new EventMessage(Headers(message.AsSpan(prelude.Length..end)), JsonNode.Parse(message.AsSpan(end, message.Length - end - 4))!.AsObject());
    }

    private static Dictionary<string, string> Headers(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, string>();
        while (!bytes.IsEmpty)
        {
            var name = Encoding.ASCII.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            Assert.Equal(7, bytes[0]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
            headers[name] = Encoding.ASCII.GetString(bytes.Slice(3, length));
            bytes = bytes[(3 + length)..];
        }

        return headers;
    }
}
