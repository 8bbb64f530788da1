namespace Clickstream.Core.Enrichment;

/// <summary>The names of what has no column and is added to the metadata.</summary>
public static class EnrichmentFields
{
    /// <summary>Why an event is a bot's: <c>declared</c> by the event, <c>user_agent</c>, or <c>rate</c>.</summary>
    public static ReadOnlySpan<byte> BotReason => "bot_reason"u8;
}
