namespace Clickstream.Core.Enrichment.Geo;

/// <summary>Where an address is said to be.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="Region">ISO 3166-2, the first subdivision with its country (<c>US-CA</c>); null if the file does not say.</param>
public sealed record GeoPlace(string Country, string? Region);
