using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clickstream.Core.Formats.Segment;

/// <summary>The parts of one call of the Segment HTTP API, where they stand.</summary>
internal ref struct SegmentItem
{
    public JsonElement Type;
    public JsonElement Event;
    public JsonElement MessageId;
    public JsonElement UserId;
    public JsonElement AnonymousId;
    public JsonElement PreviousId;
    public JsonElement GroupId;
    public JsonElement Timestamp;
    public JsonElement OriginalTimestamp;
    public JsonElement SentAt;
    public JsonElement Name;
    public JsonElement Category;
    public JsonElement Properties;
    public JsonElement Traits;
    public JsonElement Context;

    /// <summary>When it happened, by the device's clock.</summary>
    public readonly JsonElement Created => OriginalTimestamp.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? Timestamp : OriginalTimestamp;

    /// <summary>Finds the parts.</summary>
    public static SegmentItem Read(JsonElement item)
    {
        var found = default(SegmentItem);
        foreach (var member in item.EnumerateObject())
        {
            found.Take(JsonMarshal.GetRawUtf8PropertyName(member), member.Value);
        }

        return found;
    }

    /// <summary>Whether a member of a call is one of the parts, or is of no use to anybody but the sender.</summary>
    public static bool Knows(ReadOnlySpan<byte> name) =>
        default(SegmentItem).Take(name, default) || name.SequenceEqual("writeKey"u8) || name.SequenceEqual("receivedAt"u8) || name.SequenceEqual("channel"u8);

    private bool Take(ReadOnlySpan<byte> name, JsonElement value)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("type"u8):
                Type = value;
                return true;
            case 4 when name.SequenceEqual("name"u8):
                Name = value;
                return true;
            case 5 when name.SequenceEqual("event"u8):
                Event = value;
                return true;
            case 6 when name.SequenceEqual("userId"u8):
                UserId = value;
                return true;
            case 6 when name.SequenceEqual("sentAt"u8):
                SentAt = value;
                return true;
            case 6 when name.SequenceEqual("traits"u8):
                Traits = value;
                return true;
            case 7 when name.SequenceEqual("context"u8):
                Context = value;
                return true;
            case 7 when name.SequenceEqual("groupId"u8):
                GroupId = value;
                return true;
            case 8 when name.SequenceEqual("category"u8):
                Category = value;
                return true;
            case 9 when name.SequenceEqual("messageId"u8):
                MessageId = value;
                return true;
            case 9 when name.SequenceEqual("timestamp"u8):
                Timestamp = value;
                return true;
            case 10 when name.SequenceEqual("properties"u8):
                Properties = value;
                return true;
            case 10 when name.SequenceEqual("previousId"u8):
                PreviousId = value;
                return true;
            case 11 when name.SequenceEqual("anonymousId"u8):
                AnonymousId = value;
                return true;
            case 17 when name.SequenceEqual("originalTimestamp"u8):
                OriginalTimestamp = value;
                return true;
            default:
                return false;
        }
    }
}
