using System.Net;
using System.Text;

namespace Clickstream.Core.Enrichment.Geo;

/// <summary>Reads the address of a visitor as collectors and proxies write it: alone, first of a list, with a port or in brackets.</summary>
public static class VisitorAddress
{
    private const int LongestText = 256; // A list that proxies made; only the first counts.

    /// <summary>Reads it.</summary>
    /// <returns>False if it is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out IPAddress address)
    {
        address = IPAddress.None;
        var comma = text[..Math.Min(text.Length, LongestText)].IndexOf((byte)',');
        text = (comma < 0 ? text : text[..comma]).Trim((byte)' ');
        if (text is [(byte)'[', ..])
        {
            var end = text.IndexOf((byte)']');
            text = end < 0 ? default : text[1..end];
        }
        else if (text.Count((byte)':') == 1)
        {
            text = text[..text.IndexOf((byte)':')];
        }

        // A bare number would be read as an address too.
        if (text.Length > 45 || (text.Count((byte)'.') != 3 && text.Count((byte)':') < 2) || text.Contains((byte)'%'))
        {
            return false;
        }

        if (!IPAddress.TryParse(Encoding.Latin1.GetString(text), out var parsed))
        {
            return false;
        }

        address = parsed;
        return true;
    }
}
