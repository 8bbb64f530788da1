namespace Clickstream.Cli.Composition;

/// <summary>What is to be added to events, as it is written on the command line or in the configuration.</summary>
/// <param name="Switches">What follows from the event alone; null for nothing.</param>
/// <param name="GeoFile">The file of MaxMind; null for none.</param>
/// <param name="Parameters">The query parameters that are not stored; null keeps all.</param>
internal sealed record EnrichmentTexts(string? Switches = null, string? GeoFile = null, string? Parameters = null);
