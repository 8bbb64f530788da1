namespace Clickstream.Core.Enrichment;

/// <summary>The names of what has no column and is added to the metadata; <c>utm_source</c> and its like keep the names that they have in addresses.</summary>
public static class EnrichmentFields
{
    /// <summary>Why an event is a bot's: <c>declared</c> by the event, <c>user_agent</c>, or <c>rate</c>.</summary>
    public static ReadOnlySpan<byte> BotReason => "bot_reason"u8;

    /// <summary>ISO 3166-2 of the region of the address.</summary>
    public static ReadOnlySpan<byte> Region => "region"u8;

    /// <summary>Where the visitor came from.</summary>
    public static ReadOnlySpan<byte> ReferrerClass => "referrer_class"u8;
}
