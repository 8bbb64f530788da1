using System.Text;
using Clickstream.Core.Events;

namespace Clickstream.Core.Enrichment;

/// <summary>Marks an event as a bot's where that was found out before the event is written, so that it travels with the event.</summary>
public static class BotMark
{
    /// <summary>Sets <c>is_bot</c> and <c>bot_reason</c>, unless the event says whether it is a bot's.</summary>
    /// <param name="batch">Holds the text of the event, which must be the last one.</param>
    /// <param name="row">The event.</param>
    /// <param name="reason">The reason, such as <c>rate</c>.</param>
    public static void Set(EventBatch batch, ref EventRow row, string reason)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (row.IsBot is null)
        {
            row.IsBot = true;
            EventFields.AddMetadata(batch, ref row, EnrichmentFields.BotReason, Encoding.UTF8.GetBytes(reason));
        }
    }
}
