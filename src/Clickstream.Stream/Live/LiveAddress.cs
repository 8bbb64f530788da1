using System.Globalization;
using System.Net;

namespace Clickstream.Stream.Live;

/// <summary>Where the live page listens.</summary>
/// <param name="Address">The address of the interface; loopback unless said otherwise.</param>
/// <param name="Port">The port; 0 takes a free one.</param>
public sealed record LiveAddress(IPAddress Address, int Port)
{
    /// <summary>The port when none is given.</summary>
    public const int DefaultPort = 5080;

    /// <summary>This machine only, port 5080.</summary>
    public static LiveAddress Default { get; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>The URL to open in a browser on this machine.</summary>
    public Uri Url
    {
        get
        {
            var host = Address.Equals(IPAddress.Any) ? IPAddress.Loopback
                : Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
                : Address;
            return new UriBuilder(Uri.UriSchemeHttp, host.ToString(), Port).Uri;
        }
    }

    /// <summary>
    /// Reads <c>http://HOST:PORT</c>, <c>HOST:PORT</c> or <c>HOST</c>, where HOST is an IP address, <c>localhost</c>, or <c>*</c> for
    /// every interface.
    /// </summary>
    /// <returns>False, with a sentence that says what is wrong, if the text is none of these.</returns>
    public static bool TryParse(string text, out LiveAddress address, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = Default;
        problem = string.Empty;
        if (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            problem = "The live page speaks plain HTTP; put a reverse proxy with your certificate in front of it and give http:// here.";
            return false;
        }

        var rest = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text["http://".Length..].TrimEnd('/') : text;
        if (!TrySplit(rest, out var host, out var port))
        {
            problem = $"'{text}' is not an address: expected http://HOST:PORT with a port from 0 to 65535.";
            return false;
        }

        var ip = host.ToUpperInvariant() switch
        {
            "LOCALHOST" or "" => IPAddress.Loopback,
            "*" or "+" => IPAddress.Any,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : null,
        };
        if (ip is null)
        {
            problem = $"'{host}' is not an IP address, 'localhost' or '*'; the live page listens on an address, not on a name.";
            return false;
        }

        address = new LiveAddress(ip, port);
        return true;
    }

    private static bool TrySplit(string text, out string host, out int port)
    {
        port = DefaultPort;
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) == colon; // One colon: not a bare IPv6 address.
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            hasPort = end >= 0 && colon == end + 1;
            if (end < 0 || (!hasPort && end != text.Length - 1))
            {
                host = text;
                return false;
            }
        }

        host = (hasPort ? text[..colon] : text).Trim('[', ']');
        var digits = hasPort ? text[(colon + 1)..] : string.Empty;
        return !hasPort || (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort);
    }
}
