using System.Security.Cryptography;
using Clickstream.Producer.Collect.Http;

namespace Clickstream.Producer.Collect.Browser;

/// <summary>Our script for pages, as it is built in: what it does is in <c>docs/formats.md</c>.</summary>
public static class BrowserScript
{
    /// <summary>Where the collector serves it.</summary>
    public const string Path = "/clickstream.js";

    // Long enough for a visit, and short enough for a new version to arrive the same day.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Its text, UTF-8, as the collector serves it.</summary>
    public static CollectAsset Asset { get; } = new(Path, "text/javascript; charset=utf-8", Read(), MaxAge);

    /// <summary>What a page names beside its address, so that a browser runs this script and no other: <c>sha384-…</c>.</summary>
    public static string Integrity { get; } = "sha384-" + Convert.ToBase64String(SHA384.HashData(Asset.Content.Span));

    /// <summary>The element that brings it into a page.</summary>
    /// <param name="collector">The address of the collector, as pages reach it.</param>
    /// <param name="key">The write key; null where none is needed.</param>
    public static string ElementFor(Uri collector, string? key)
    {
        ArgumentNullException.ThrowIfNull(collector);
        var query = key is null ? string.Empty : "?key=" + Uri.EscapeDataString(key);
        return $"""<script type="module" src="{new Uri(collector, Path)}{query}" integrity="{Integrity}" crossorigin></script>""";
    }

    private static byte[] Read()
    {
        using var stream = typeof(BrowserScript).Assembly.GetManifestResourceStream("clickstream.js")
            ?? throw new InvalidOperationException("The script is not in the program.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
