using Clickstream.Core.Enrichment.Geo;
using Clickstream.Core.Enrichment.Urls;

namespace Clickstream.Core.Enrichment;

/// <summary>
/// What is added to events when they are decoded; nothing by default. What an event says itself is never changed, but for the query parameters that are
/// not to be stored. A click id is made before, so no switch changes identities or counts. The same options everywhere give the same event the same
/// columns by every way.
/// </summary>
public sealed record EnrichmentOptions
{
    /// <summary>Nothing is added.</summary>
    public static EnrichmentOptions None { get; } = new();

    /// <summary>Device type, operating system and browser from the user agent.</summary>
    public bool Devices { get; init; }

    /// <summary>Whether the visitor is a program, with the reason, from the user agent.</summary>
    public bool Bots { get; init; }

    /// <summary>The campaign that the page's address names.</summary>
    public bool Campaigns { get; init; }

    /// <summary>What kind of site the visitor came from.</summary>
    public bool Referrers { get; init; }

    /// <summary>Country and region by address; null adds none.</summary>
    public GeoSource? Geo { get; init; }

    /// <summary>Query parameters that are not to be stored; null keeps all.</summary>
    public UrlParameters? Parameters { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsOff => this is { Devices: false, Bots: false, Campaigns: false, Referrers: false, Geo: null, Parameters: null };
}
