using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>
/// Reads events of the Snowplow tracker protocol: bodies of <c>POST …/tp2</c>, and queries of <c>GET /i</c>. What a field means is in
/// <c>docs/formats.md</c>. For one request at a time; it never throws, whatever the bytes.
/// </summary>
internal sealed class SnowplowTranslator : IDisposable
{
    private readonly LineBuilder _line = new();
    private readonly ColumnSlots _columns = new();
    private readonly SnowplowEvent _event = new();
    private readonly SnowplowWriter _writer;

    /// <summary>Makes one.</summary>
    public SnowplowTranslator() => _writer = new SnowplowWriter(_columns, _line);

    /// <summary>Reads the body of a request.</summary>
    /// <returns>None, also if single items were refused.</returns>
    public RejectionReason Translate(ReadOnlySpan<byte> body, EventTime received, IEventSink sink)
    {
        if (body.Length > FormatLimits.SnowplowBodyBytes)
        {
            return RejectionReason.TooLarge;
        }

        var refusal = JsonBody.TryOpen(body, out var document, out var hasLoneSurrogate);
        if (document is null)
        {
            return refusal;
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return RejectionReason.NotAnObject;
            }

            if (!JsonBody.TryGet(root, "data"u8, out var items) || items.ValueKind != JsonValueKind.Array)
            {
                return RejectionReason.MalformedJson;
            }

            if (items.GetArrayLength() > FormatLimits.MaxItems)
            {
                return RejectionReason.TooLarge;
            }

            var number = 0;
            foreach (var item in items.EnumerateArray())
            {
                Judge(item, hasLoneSurrogate, number++, received, sink);
            }

            return RejectionReason.None;
        }
    }

    /// <summary>Reads the fields of a query, as one object of texts.</summary>
    public RejectionReason TranslateItem(ReadOnlySpan<byte> fields, EventTime received, IEventSink sink)
    {
        var refusal = JsonBody.TryOpen(fields, out var document, out var hasLoneSurrogate);
        if (document is null)
        {
            return refusal;
        }

        using (document)
        {
            Judge(document.RootElement, hasLoneSurrogate, 0, received, sink);
            return RejectionReason.None;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();

    private void Judge(JsonElement item, bool hasLoneSurrogate, int number, EventTime received, IEventSink sink)
    {
        var refusal = TryTranslate(item, hasLoneSurrogate, received);
        if (refusal != RejectionReason.None)
        {
            sink.Refuse(number, refusal);
        }
        else
        {
            sink.Add(number, _line.End());
        }

        _event.Dispose();
    }

    private RejectionReason TryTranslate(JsonElement item, bool hasLoneSurrogate, EventTime received)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return RejectionReason.NotAnObject;
        }

        if (JsonMarshal.GetRawUtf8Value(item).Length > FormatLimits.SnowplowEventBytes)
        {
            return RejectionReason.TooLarge;
        }

        if (hasLoneSurrogate && JsonBody.HasLoneSurrogate(item))
        {
            return RejectionReason.InvalidText;
        }

        _columns.Clear();
        if (!_event.TryRead(item, _columns))
        {
            return RejectionReason.MalformedJson;
        }

        var type = SnowplowTypes.Of(_event);
        if (type.IsEmpty)
        {
            return RejectionReason.MissingType;
        }

        if (!TryTime(received, out var time))
        {
            return RejectionReason.InvalidTime;
        }

        _writer.Write(_event, item, type, time);
        return RejectionReason.None;
    }

    private bool TryTime(EventTime received, out EventTime time)
    {
        if (TryRead(_event.True, out time))
        {
            return ClockSkew.IsPlausible(time);
        }

        time = received;
        if (_event.Created.ValueKind == JsonValueKind.Undefined)
        {
            return true;
        }

        if (!TryRead(_event.Created, out var created))
        {
            return false;
        }

        // When it was sent serves for the correction only, so what cannot be read is as good as nothing.
        EventTime? sent = TryRead(_event.Sent, out var at) ? at : null;
        time = ClockSkew.Correct(created, sent, received);
        return ClockSkew.IsPlausible(time);
    }

    // Always milliseconds: a clock that was reset counts few of them, and they are no seconds.
    private static bool TryRead(JsonElement milliseconds, out EventTime time)
    {
        var text = JsonBody.TextOf(milliseconds);
        var isRead = Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && value is >= 0 and < 253_402_300_800_000;
        time = new EventTime(isRead ? value * 1000 : 0);
        return isRead;
    }
}
