namespace Clickstream.Core.Enrichment.Urls;

/// <summary>The host of an address.</summary>
internal static class HostName
{
    /// <summary>Characters of the longest host name of the Internet.</summary>
    public const int MaxLength = 253;

    /// <summary>Finds the host in an address, also where it does not say http.</summary>
    /// <param name="url">The address.</param>
    /// <param name="to">Gets the host in lower case; <see cref="MaxLength"/> characters.</param>
    /// <returns>Characters; 0 if there is none.</returns>
    public static int Read(ReadOnlySpan<byte> url, Span<char> to)
    {
        var scheme = url[..Math.Min(url.Length, 32)].IndexOf("://"u8);
        var isRelative = scheme < 0 && !url.StartsWith("//"u8) && url is not [(byte)'w', (byte)'w', (byte)'w', (byte)'.', ..];
        if (isRelative && url.IndexOfAny("/?#"u8) == 0)
        {
            return 0;
        }

        var host = scheme >= 0 ? url[(scheme + 3)..] : url.StartsWith("//"u8) ? url[2..] : url;
        var end = host.IndexOfAny("/?#\\"u8);
        host = end < 0 ? host : host[..end];
        host = host[(host.LastIndexOf((byte)'@') + 1)..];
        var port = host.IndexOf((byte)':');
        host = (port < 0 ? host : host[..port]).TrimEnd((byte)'.');
        if (host.Length is 0 or > MaxLength || (scheme < 0 && !host.Contains((byte)'.')))
        {
            return 0;
        }

        for (var i = 0; i < host.Length; i++)
        {
            to[i] = char.ToLowerInvariant((char)host[i]);
        }

        return host.Length;
    }

    /// <summary>A host without the <c>www.</c> before it.</summary>
    public static ReadOnlySpan<char> WithoutWww(ReadOnlySpan<char> host) => host.StartsWith("www.") ? host[4..] : host;

    /// <summary>Whether two hosts are of one site: the same, or one below the other.</summary>
    public static bool IsSameSite(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var a = WithoutWww(one);
        var b = WithoutWww(other);
        return a.SequenceEqual(b) || IsBelow(a, b) || IsBelow(b, a);
    }

    // A host with one label, such as a top-level domain, is nobody's site.
    private static bool IsBelow(ReadOnlySpan<char> host, ReadOnlySpan<char> above) =>
        host.Length > above.Length && above.Contains('.') && host.EndsWith(above) && host[host.Length - above.Length - 1] == '.';
}
