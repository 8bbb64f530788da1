using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Formats.Segment;

/// <summary>
/// The context of a call, and what else it has beside its attributes: first they are offered for the columns, then those that fill none are written as
/// metadata.
/// </summary>
internal sealed class SegmentMembers(ColumnSlots columns, LineBuilder line)
{
    // After the parts of the call itself, and before what the site says: the context describes the visitor.
    private const int ContextRank = 100;

    private bool _isMobile;

    /// <summary>Offers the context.</summary>
    public void OfferContext(JsonElement context)
    {
        _isMobile = false;
        if (context.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in context.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var inner = member.Value;
            if (inner.ValueKind != JsonValueKind.Object)
            {
                columns.Offer(InContext(name), inner, ContextRank);
                continue;
            }

            foreach (var part in inner.EnumerateObject())
            {
                columns.Offer(InPart(name, part), part.Value, ContextRank);
                _isMobile |= SaysMobile(name, part);
            }
        }
    }

    /// <summary>Writes what the context says in words of its own: the type of a device there is a system, or a hint.</summary>
    public void WriteDerived()
    {
        if (_isMobile && !columns.Has(Field.DeviceType))
        {
            line.Text(Field.DeviceType, "mobile"u8);
        }
    }

    /// <summary>Writes the members of the call that the format does not have.</summary>
    public void WriteOthers(JsonElement item)
    {
        foreach (var member in item.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (!SegmentItem.Knows(name))
            {
                line.Metadata(default, name, member.Value);
            }
        }
    }

    /// <summary>Writes what fills no column of the context; objects in it one level deep, with the names of both.</summary>
    public void WriteContext(JsonElement context)
    {
        if (context.ValueKind != JsonValueKind.Object)
        {
            line.Metadata(default, "context"u8, context);
            return;
        }

        foreach (var member in context.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var inner = member.Value;
            if (inner.ValueKind == JsonValueKind.Object)
            {
                WritePart(name, inner);
            }
            else if (!columns.Holds(InContext(name), inner))
            {
                line.Metadata("context."u8, name, inner);
            }
        }
    }

    private void WritePart(ReadOnlySpan<byte> name, JsonElement inner)
    {
        var isCampaign = name.SequenceEqual("campaign"u8);
        byte[] prefix = isCampaign ? [.. "utm_"u8] : [.. "context."u8, .. name, (byte)'.'];
        foreach (var part in inner.EnumerateObject())
        {
            var partName = JsonMarshal.GetRawUtf8PropertyName(part);
            if (!columns.Holds(InPart(name, part), part.Value))
            {
                line.Metadata(prefix, isCampaign && partName.SequenceEqual("name"u8) ? "campaign"u8 : partName, part.Value);
            }
        }
    }

    private static Field InContext(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("userAgent"u8) ? Field.UserAgent
        : name.SequenceEqual("ip"u8) ? Field.Ip
        : name.SequenceEqual("sessionId"u8) ? Field.SessionId
        : Field.Unknown;

    private static Field InPart(ReadOnlySpan<byte> part, JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (part.SequenceEqual("page"u8))
        {
            return name.SequenceEqual("url"u8) ? Field.PageUrl : name.SequenceEqual("referrer"u8) ? Field.ReferrerUrl : Field.Unknown;
        }

        if (part.SequenceEqual("device"u8))
        {
            return name.SequenceEqual("type"u8) && !SaysMobile(part, member) ? Field.DeviceType : Field.Unknown;
        }

        return part.SequenceEqual("os"u8) && name.SequenceEqual("name"u8) ? Field.Os
            : part.SequenceEqual("location"u8) && name.SequenceEqual("country"u8) ? Field.Country
            : Field.Unknown;
    }

    private static bool SaysMobile(ReadOnlySpan<byte> part, JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (part.SequenceEqual("userAgentData"u8))
        {
            return name.SequenceEqual("mobile"u8) && member.Value.ValueKind == JsonValueKind.True;
        }

        var system = JsonBody.TextOf(member.Value);
        return part.SequenceEqual("device"u8) && name.SequenceEqual("type"u8)
            && (Ascii.EqualsIgnoreCase(system, "ios"u8) || Ascii.EqualsIgnoreCase(system, "android"u8));
    }
}
