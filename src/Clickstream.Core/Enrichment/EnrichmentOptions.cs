namespace Clickstream.Core.Enrichment;

/// <summary>
/// What is added to events when they are decoded; nothing by default. What an event says itself is never changed, and a click id is made before, so no
/// switch changes identities or counts. The same options everywhere give the same event the same columns by every way.
/// </summary>
public sealed record EnrichmentOptions
{
    /// <summary>Nothing is added.</summary>
    public static EnrichmentOptions None { get; } = new();

    /// <summary>Device type, operating system and browser from the user agent.</summary>
    public bool Devices { get; init; }

    /// <summary>Whether the visitor is a program, with the reason, from the user agent.</summary>
    public bool Bots { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsOff => this is { Devices: false, Bots: false };
}
