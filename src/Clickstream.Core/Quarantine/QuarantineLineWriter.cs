using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Quarantine;

/// <summary>
/// Writes quarantine entries as lines of JSON: <c>reason, detail, hour, source, position, origin, offset, length, received</c>, and the
/// bytes as <c>payload</c> where they are UTF-8, else as <c>payload_base64</c>. Not thread-safe.
/// </summary>
public sealed class QuarantineLineWriter : IDisposable
{
    // Nothing here is shown in a page, so text stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(System.IO.Stream.Null, Options);

    /// <summary>Writes one entry and a line feed.</summary>
    public void Write(QuarantineEntry entry, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(to);
        _json.Reset(to);
        _json.WriteStartObject();
        _json.WriteString("reason"u8, RejectionReasons.NameOf(entry.Reason));
        WriteOptional("detail"u8, entry.Detail);
        _json.WriteString("hour"u8, entry.Hour.Path);
        _json.WriteString("source"u8, entry.Source);
        WriteOptional("position"u8, entry.Position);
        WriteOptional("origin"u8, entry.Origin);
        if (entry.Offset is { } offset)
        {
            _json.WriteNumber("offset"u8, offset);
        }

        _json.WriteNumber("length"u8, entry.Length);
        if (entry.Received is { } received)
        {
            Span<byte> time = stackalloc byte[TimeFormat.Length];
            TimeFormat.Write(received, time);
            _json.WriteString("received"u8, time);
        }

        if (Utf8.IsValid(entry.Payload.Span))
        {
            _json.WriteString("payload"u8, entry.Payload.Span);
        }
        else
        {
            _json.WriteBase64String("payload_base64"u8, entry.Payload.Span);
        }

        _json.WriteEndObject();
        _json.Flush();
        to.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteOptional(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }
}
