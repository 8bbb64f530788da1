using System.Runtime.InteropServices;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats.Segment;

/// <summary>
/// Reads calls of the Segment HTTP API, as the libraries of Segment and RudderStack send them. What a call means is in <c>docs/formats.md</c>, field by
/// field. For one request at a time; it never throws, whatever the bytes.
/// </summary>
internal sealed class SegmentTranslator
{
    private readonly LineBuilder _line = new();
    private readonly ColumnSlots _columns = new();
    private readonly SegmentMembers _members;
    private readonly AttributeMembers _attributes;

    /// <summary>Makes one.</summary>
    public SegmentTranslator()
    {
        _members = new SegmentMembers(_columns, _line);
        _attributes = new AttributeMembers(_columns, _line);
    }

    /// <summary>Reads the body of a request.</summary>
    /// <returns>None, also if single items were refused.</returns>
    public RejectionReason Translate(SegmentCall call, ReadOnlySpan<byte> body, EventTime received, IEventSink sink)
    {
        if (body.Length > (call == SegmentCall.Batch ? FormatLimits.SegmentBatchBytes : FormatLimits.SegmentEventBytes))
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
            return Translate(call, document.RootElement, new Request(received, hasLoneSurrogate, sink));
        }
    }

    private RejectionReason Translate(SegmentCall call, JsonElement root, in Request request)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return RejectionReason.NotAnObject;
        }

        if (call != SegmentCall.Batch)
        {
            Judge(call, root, default, 0, request);
            return RejectionReason.None;
        }

        if (!JsonBody.TryGet(root, "batch"u8, out var batch) || batch.ValueKind != JsonValueKind.Array)
        {
            return RejectionReason.MalformedJson;
        }

        if (batch.GetArrayLength() > FormatLimits.MaxItems)
        {
            return RejectionReason.TooLarge;
        }

        JsonBody.TryGet(root, "sentAt"u8, out var sentAt);
        var number = 0;
        foreach (var item in batch.EnumerateArray())
        {
            Judge(null, item, sentAt, number++, request);
        }

        return RejectionReason.None;
    }

    private void Judge(SegmentCall? call, JsonElement item, JsonElement batchSentAt, int number, in Request request)
    {
        var refusal = TryTranslate(call, item, batchSentAt, request);
        if (refusal != RejectionReason.None)
        {
            request.Sink.Refuse(number, refusal);
        }
        else
        {
            request.Sink.Add(number, _line.End());
        }
    }

    private RejectionReason TryTranslate(SegmentCall? call, JsonElement item, JsonElement batchSentAt, in Request request)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return RejectionReason.NotAnObject;
        }

        if (JsonMarshal.GetRawUtf8Value(item).Length > FormatLimits.SegmentEventBytes)
        {
            return RejectionReason.TooLarge;
        }

        if (request.HasLoneSurrogate && JsonBody.HasLoneSurrogate(item))
        {
            return RejectionReason.InvalidText;
        }

        var parts = SegmentItem.Read(item);
        if ((call ?? SegmentCalls.OfType(JsonBody.TextOf(parts.Type))) is not { } kind)
        {
            return RejectionReason.MissingType;
        }

        var missing = MissingOf(kind, parts);
        if (missing != RejectionReason.None)
        {
            return missing;
        }

        if (parts.SentAt.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            parts.SentAt = batchSentAt;
        }

        if (!TryTime(parts, request.Received, out var time))
        {
            return RejectionReason.InvalidTime;
        }

        Write(kind, item, parts, time);
        return RejectionReason.None;
    }

    private static RejectionReason MissingOf(SegmentCall kind, in SegmentItem parts)
    {
        if (kind == SegmentCall.Track && (parts.Event.ValueKind != JsonValueKind.String || JsonBody.TextOf(parts.Event).Trim(" \t\r\n"u8).IsEmpty))
        {
            return RejectionReason.MissingType;
        }

        var hasTarget = kind switch
        {
            SegmentCall.Group => JsonBody.IsScalar(parts.GroupId),
            SegmentCall.Alias => JsonBody.IsScalar(parts.PreviousId),
            _ => true,
        };
        return hasTarget && (JsonBody.IsScalar(parts.UserId) || JsonBody.IsScalar(parts.AnonymousId)) ? RejectionReason.None : RejectionReason.MissingIdentity;
    }

    private static bool TryTime(in SegmentItem parts, EventTime received, out EventTime time)
    {
        time = received;
        var created = JsonBody.TextOf(parts.Created);
        if (created.IsEmpty)
        {
            return parts.Created.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String;
        }

        if (!ClockSkew.TryRead(created, out var at))
        {
            return false;
        }

        // When it was sent serves for the correction only, so what cannot be read is as good as nothing.
        EventTime? sent = ClockSkew.TryRead(JsonBody.TextOf(parts.SentAt), out var sentAt) ? sentAt : null;
        time = ClockSkew.Correct(at, sent, received);
        return ClockSkew.IsPlausible(time);
    }

    private void Write(SegmentCall kind, JsonElement item, in SegmentItem parts, EventTime time)
    {
        _columns.Clear();
        _columns.Offer(Field.ClickId, parts.MessageId, 0);
        _columns.Offer(Field.UserId, parts.UserId, 0);
        _columns.Offer(Field.AnonymousId, parts.AnonymousId, 0);
        _members.OfferContext(parts.Context);
        _attributes.Offer(parts.Properties);
        _attributes.Offer(parts.Traits);

        _line.Begin();
        var ourName = kind == SegmentCall.Track ? SegmentEvents.OurNameOf(JsonBody.TextOf(parts.Event)) : NameOf(kind);
        _line.Text(Field.EventType, ourName.IsEmpty ? JsonBody.TextOf(parts.Event) : ourName);
        _line.Time(Field.Time, time);
        _line.Columns(_columns);
        _members.WriteDerived();

        if (!ourName.IsEmpty || kind != SegmentCall.Track)
        {
            _line.Metadata(default, "event"u8, parts.Event);
        }

        if (ClockSkew.TryRead(JsonBody.TextOf(parts.Created), out var created) && created != time)
        {
            _line.Metadata(default, "device_timestamp"u8, parts.Created);
        }

        _line.Metadata(default, "group_id"u8, parts.GroupId);
        _line.Metadata(default, "previous_id"u8, parts.PreviousId);
        _line.Metadata(default, "page_name"u8, parts.Name);
        _line.Metadata(default, "page_category"u8, parts.Category);
        _members.WriteOthers(item);
        _members.WriteContext(parts.Context);
        _attributes.Write(parts.Properties, "properties"u8);
        _attributes.Write(parts.Traits, "traits"u8);
    }

    private static ReadOnlySpan<byte> NameOf(SegmentCall kind) => kind switch
    {
        SegmentCall.Page => "page_view"u8,
        SegmentCall.Screen => "screen_view"u8,
        SegmentCall.Identify => "identify"u8,
        SegmentCall.Group => "group"u8,
        _ => "alias"u8,
    };

    private readonly record struct Request(EventTime Received, bool HasLoneSurrogate, IEventSink Sink);
}
