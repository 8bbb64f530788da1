using System.Net;

namespace Clickstream.Producer.Collect.Access;

/// <summary>
/// Who sent a request that came through proxies. Each proxy appends to <c>X-Forwarded-For</c> whom it got the request from, so the list is read from its end for as long as
/// the speaker is trusted; what is before that, anybody could have written.
/// </summary>
internal static class ForwardedAddress
{
    private const int MostProxies = 16; // A longer chain is no chain of ours.

    /// <summary>The client's address.</summary>
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="forwarded">The values of the header, joined.</param>
    /// <param name="trusted">Proxies that are believed.</param>
    public static IPAddress Of(IPAddress peer, string? forwarded, IReadOnlyList<IPNetwork> trusted)
    {
        var client = Plain(peer);
        if (trusted.Count == 0 || string.IsNullOrEmpty(forwarded) || !IsTrusted(client, trusted))
        {
            return client;
        }

        var names = forwarded.Split(',', StringSplitOptions.TrimEntries);
        for (var i = names.Length - 1; i >= Math.Max(0, names.Length - MostProxies); i--)
        {
            if (!IPAddress.TryParse(WithoutPort(names[i]), out var named))
            {
                return client;
            }

            client = Plain(named);
            if (!IsTrusted(client, trusted))
            {
                return client;
            }
        }

        return client;
    }

    private static bool IsTrusted(IPAddress address, IReadOnlyList<IPNetwork> trusted)
    {
        foreach (var network in trusted)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    // Sockets that speak both protocols show IPv4 as IPv6.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string WithoutPort(string name)
    {
        if (name.StartsWith('['))
        {
            var end = name.IndexOf(']', StringComparison.Ordinal);
            return end > 0 ? name[1..end] : name;
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && name.IndexOf(':', colon + 1) < 0 ? name[..colon] : name;
    }
}
