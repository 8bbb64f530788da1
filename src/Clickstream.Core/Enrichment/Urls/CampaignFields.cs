using System.Text.Unicode;
using Clickstream.Core.Events;

namespace Clickstream.Core.Enrichment.Urls;

/// <summary>The campaign that a page's address names (<c>utm_source</c> and so on, in the query or behind <c>#</c>), as metadata.</summary>
internal static class CampaignFields
{
    private const int LongestValue = 256; // Bytes; what is longer is no name of a campaign.

    private static readonly byte[][] Names =
        ["utm_source"u8.ToArray(), "utm_medium"u8.ToArray(), "utm_campaign"u8.ToArray(), "utm_term"u8.ToArray(), "utm_content"u8.ToArray(), "utm_id"u8.ToArray()];

    /// <summary>Adds what the page's address names and the event does not.</summary>
    public static void Apply(EventBatch batch, ref EventRow row)
    {
        // Offsets, since adding text may move the text of the batch.
        var page = row.PageUrl;
        var end = page.Offset + page.Length;
        for (var at = Next(batch, page.Offset, end); at < end; at = Next(batch, at, end))
        {
            var parameter = batch.Text(new TextSlice(at, end - at));
            var equals = parameter.IndexOf((byte)'=');
            var next = parameter.IndexOfAny("&#"u8);
            if (equals > 0 && (next < 0 || equals < next) && NameOf(parameter[..equals]) is { } name)
            {
                var length = (next < 0 ? parameter.Length : next) - equals - 1;
                Add(batch, ref row, name, new TextSlice(at + equals + 1, length));
            }
        }
    }

    // Where the next parameter begins that may be one of a campaign; the end if there is none.
    private static int Next(EventBatch batch, int at, int end)
    {
        while (at < end)
        {
            var rest = batch.Text(new TextSlice(at, end - at));
            var sign = rest.IndexOfAny("?&#"u8);
            if (sign < 0)
            {
                return end;
            }

            at += sign + 1;
            if (rest.Length > sign + 4 && (rest[sign + 1] | 0x20) == 'u' && (rest[sign + 2] | 0x20) == 't' && (rest[sign + 3] | 0x20) == 'm')
            {
                return at;
            }
        }

        return end;
    }

    private static byte[]? NameOf(ReadOnlySpan<byte> text)
    {
        foreach (var name in Names)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(text, name))
            {
                return name;
            }
        }

        return null;
    }

    private static void Add(EventBatch batch, ref EventRow row, byte[] name, TextSlice value)
    {
        if (value.Length is 0 or > LongestValue)
        {
            return;
        }

        Span<byte> plain = stackalloc byte[LongestValue];
        var length = PercentText.Decode(batch.Text(value), plain, plusIsSpace: true);
        if (Utf8.IsValid(plain[..length]))
        {
            EventFields.AddMetadata(batch, ref row, name, plain[..length]);
        }
    }
}
