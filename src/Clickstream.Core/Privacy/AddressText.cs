using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clickstream.Core.Privacy;

/// <summary>
/// Finds addresses in text and cuts them. It looks at bytes, not at JSON, so it also serves for input that is damaged. An address stands between
/// characters that cannot belong to one; a dotted version of four small numbers looks the same and is cut too, unless a letter, a digit or a
/// slash is before it, as in a user agent.
/// </summary>
public static class AddressText
{
    private const int LongestAddress = 45; // Eight groups of IPv6, the last two as IPv4.
    private const int Ipv4NetworkBytes = 3;
    private const int Ipv6NetworkBytes = 6;
    private const int MappedPrefixBytes = 12; // ::ffff:a.b.c.d is an IPv4 address and is cut as one.

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Copies a text with each address in it cut.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="policy">Truncate keeps the network; Drop leaves <c>0.0.0.0</c> or <c>::</c>; Keep changes nothing.</param>
    /// <param name="to">Gets the text.</param>
    /// <returns>How many addresses were found.</returns>
    public static int Redact(ReadOnlySpan<byte> text, AddressPolicy policy, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (policy == AddressPolicy.Keep)
        {
            to.Write(text);
            return 0;
        }

        var (copied, found, at) = (0, 0, 0);
        while (at < text.Length)
        {
            var start = text[at..].IndexOfAny(AddressBytes);
            if (start < 0)
            {
                break;
            }

            start += at;
            var end = text[start..].IndexOfAnyExcept(AddressBytes);
            at = end < 0 ? text.Length : start + end;
            if (TryFind(text, start, at, out var length, out var address))
            {
                to.Write(text[copied..start]);
                to.Write(Encoding.ASCII.GetBytes(Cut(address, policy).ToString()));
                copied = start + length;
                found++;
                at = copied;
            }
        }

        to.Write(text[copied..]);
        return found;
    }

    // The run from start to end holds an address at its beginning. A port behind IPv4, and the full stop of a sentence, are no part of it.
    private static bool TryFind(ReadOnlySpan<byte> text, int start, int end, out int length, out IPAddress address)
    {
        (length, address) = (0, IPAddress.None);
        if ((start > 0 && IsWord(text[start - 1])) || (end < text.Length && IsWord(text[end])))
        {
            return false;
        }

        var run = text[start..end];
        var colon = run.IndexOf((byte)':');
        var isIpv4 = colon != 0 && (colon < 0 || run[..colon].Count((byte)'.') == 3);
        if (isIpv4 && colon > 0)
        {
            run = run[..colon];
        }

        run = run.TrimEnd((byte)'.');
        if (run.Length is 0 or > LongestAddress || (isIpv4 ? run.Count((byte)'.') != 3 : run.Count((byte)':') < 2))
        {
            return false;
        }

        if (!IPAddress.TryParse(Encoding.ASCII.GetString(run), out var parsed))
        {
            return false;
        }

        (length, address) = (run.Length, parsed);
        return true;
    }

    private static IPAddress Cut(IPAddress address, AddressPolicy policy)
    {
        var bytes = address.GetAddressBytes();
        var isIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
        var kept = policy == AddressPolicy.Drop ? 0
            : isIpv4 ? Ipv4NetworkBytes
            : address.IsIPv4MappedToIPv6 ? MappedPrefixBytes + Ipv4NetworkBytes
            : Ipv6NetworkBytes;
        bytes.AsSpan(kept).Clear();
        return new IPAddress(bytes);
    }

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'_' or (byte)'/';
}
