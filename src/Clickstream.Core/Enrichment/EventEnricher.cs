using System.Text;
using Clickstream.Core.Enrichment.Agents;
using Clickstream.Core.Events;

namespace Clickstream.Core.Enrichment;

/// <summary>
/// Adds to a decoded event what follows from it, where it does not say it itself. A function of the event and the options alone; the cache changes no
/// answer. Never throws. Not thread-safe: one for each decoder.
/// </summary>
public sealed class EventEnricher(EnrichmentOptions options)
{
    private readonly AgentCache _agents = new();

    /// <summary>Enriches an event that is about to be added to the batch; its metadata must be the last of the batch, in the order of its keys.</summary>
    /// <param name="batch">Holds the text of the event.</param>
    /// <param name="row">The event.</param>
    public void Apply(EventBatch batch, ref EventRow row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (options.Devices || options.Bots)
        {
            AddAgent(batch, ref row);
        }
    }

    private void AddAgent(EventBatch batch, ref EventRow row)
    {
        if (options.Bots && row.IsBot == true)
        {
            EventFields.AddMetadata(batch, ref row, EnrichmentFields.BotReason, "declared"u8);
        }

        if (row.UserAgent.Length <= 0)
        {
            return;
        }

        var facts = _agents.Find(batch.Text(row.UserAgent));
        if (options.Devices)
        {
            row.DeviceType = Fill(batch, row.DeviceType, facts.Device);
            row.Os = Fill(batch, row.Os, facts.Os);
            row.Browser = Fill(batch, row.Browser, facts.Browser);
        }

        if (options.Bots && row.IsBot is null)
        {
            row.IsBot = facts.IsBot;
            if (facts.IsBot)
            {
                EventFields.AddMetadata(batch, ref row, EnrichmentFields.BotReason, "user_agent"u8);
            }
        }
    }

    private static TextSlice Fill(EventBatch batch, TextSlice declared, string? found)
    {
        if (declared.Length > 0 || found is null)
        {
            return declared;
        }

        var to = batch.ReserveText(found.Length);
        return batch.CommitText(Encoding.UTF8.GetBytes(found, to));
    }
}
