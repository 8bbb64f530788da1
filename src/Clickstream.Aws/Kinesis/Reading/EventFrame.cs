using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c>: total length and length of the headers, CRC-32 of these 8 bytes, headers, payload,
/// CRC-32 of everything before it. Source: Smithy, "Amazon Event Stream specification". Disposing it gives its buffer back.
/// </summary>
internal sealed class EventFrame : IDisposable
{
    private const int PreludeBytes = 12;
    private const int CrcBytes = 4;
    private const int MaxFrameBytes = 24 * 1024 * 1024; // 16 MiB of payload and 128 KiB of headers are possible; more is no event stream.
    private const int StringType = 7;

    private EventFrame(PooledBuffer buffer, int payloadAt, int payloadLength) => (Buffer, PayloadAt, PayloadLength) = (buffer, payloadAt, payloadLength);

    public PooledBuffer Buffer { get; }

    public int PayloadAt { get; }

    public int PayloadLength { get; }

    /// <summary>The header :message-type: <c>event</c>, <c>exception</c> or <c>error</c>.</summary>
    public string MessageType { get; private set; } = string.Empty;

    /// <summary>What kind of event, exception or error it is.</summary>
    public string Kind { get; private set; } = string.Empty;

    /// <summary>The text of an error.</summary>
    public string ErrorMessage { get; private set; } = string.Empty;

    public string ContentType { get; private set; } = string.Empty;

    /// <summary>Reads the next message.</summary>
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="EndOfStreamException">The stream ends within a message.</exception>
    /// <exception cref="FormatException">It is not an event stream, or a checksum is wrong.</exception>
    public static async Task<EventFrame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var prelude = new byte[PreludeBytes];
        var read = await stream.ReadAtLeastAsync(prelude, PreludeBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        if (read < PreludeBytes)
        {
            throw new EndOfStreamException("The event stream ends within a message.");
        }

        var total = CheckPrelude(prelude);
        var buffer = new PooledBuffer(total);
        try
        {
            buffer.Append(prelude);
            await buffer.FillAsync(stream, total - PreludeBytes, cancellationToken).ConfigureAwait(false);
            return Parse(buffer);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public void Dispose() => Buffer.Dispose();

    private static int CheckPrelude(ReadOnlySpan<byte> prelude)
    {
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (Crc32.HashToUInt32(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]))
        {
            throw new FormatException("The checksum at the beginning of a message of the event stream is wrong.");
        }

        return total is <= MaxFrameBytes and >= PreludeBytes + CrcBytes && headers <= total - PreludeBytes - CrcBytes
            ? (int)total
            : throw new FormatException($"A message of the event stream says that it has {total} bytes with {headers} bytes of headers.");
    }

    private static EventFrame Parse(PooledBuffer buffer)
    {
        var message = buffer.Span;
        if (Crc32.HashToUInt32(message[..^CrcBytes]) != BinaryPrimitives.ReadUInt32BigEndian(message[^CrcBytes..]))
        {
            throw new FormatException("The checksum of a message of the event stream is wrong.");
        }

        var headers = (int)BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        var frame = new EventFrame(buffer, PreludeBytes + headers, message.Length - PreludeBytes - headers - CrcBytes);
        var rest = message.Slice(PreludeBytes, headers);
        while (!rest.IsEmpty)
        {
            var name = Take(ref rest, TakeByte(ref rest));
            frame.Set(name, TakeValue(ref rest));
        }

        return frame;
    }

    private void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual(":message-type"u8):
                MessageType = Encoding.UTF8.GetString(value);
                break;
            case var _ when name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8):
                Kind = Encoding.UTF8.GetString(value);
                break;
            case var _ when name.SequenceEqual(":error-message"u8):
                ErrorMessage = Encoding.UTF8.GetString(value);
                break;
            case var _ when name.SequenceEqual(":content-type"u8):
                ContentType = Encoding.UTF8.GetString(value);
                break;
        }
    }

    /// <summary>The value of a string header; empty for the other types, which Kinesis does not use.</summary>
    private static ReadOnlySpan<byte> TakeValue(ref ReadOnlySpan<byte> rest)
    {
        var type = TakeByte(ref rest);
        var length = type switch
        {
            0 or 1 => 0, // true and false
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8, // a long, a time
            6 or StringType => BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2)),
            9 => 16,
            _ => throw new FormatException($"A header of the event stream has the type {type}."),
        };
        var value = Take(ref rest, length);
        return type == StringType ? value : default;
    }

    private static byte TakeByte(ref ReadOnlySpan<byte> rest) => Take(ref rest, 1)[0];

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
        {
            throw new FormatException("The headers of a message of the event stream end too early.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
