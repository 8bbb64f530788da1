using System.Buffers;
using System.Text;
using Clickstream.Core.Enrichment.Agents;
using Clickstream.Core.Enrichment.Geo;
using Clickstream.Core.Enrichment.Urls;
using Clickstream.Core.Events;

namespace Clickstream.Core.Enrichment;

/// <summary>
/// Adds to a decoded event what follows from it, where it does not say it itself. A function of the event and the options alone; the caches change no
/// answer. Never throws. Not thread-safe: one for each decoder.
/// </summary>
public sealed class EventEnricher(EnrichmentOptions options)
{
    private readonly AgentCache? _agents = options.Devices || options.Bots ? new AgentCache() : null;
    private readonly GeoCache? _places = options.Geo is null ? null : new GeoCache();
    private readonly ArrayBufferWriter<byte> _cleaned = new();

    /// <summary>Enriches an event that is about to be added to the batch; its metadata must be the last of the batch, in the order of its keys.</summary>
    /// <param name="batch">Holds the text of the event.</param>
    /// <param name="row">The event.</param>
    public void Apply(EventBatch batch, ref EventRow row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_agents is not null)
        {
            AddAgent(_agents, batch, ref row);
        }

        if (options.Geo is { } geo && row.Ip.Length > 0)
        {
            AddPlace(geo, batch, ref row);
        }

        if (row.PageUrl.Length > 0)
        {
            AddOrigin(batch, ref row);
        }

        // Last, since it may take away what the others read.
        if (options.Parameters is { } parameters)
        {
            Clean(parameters, batch, ref row);
        }
    }

    private void AddAgent(AgentCache agents, EventBatch batch, ref EventRow row)
    {
        if (options.Bots && row.IsBot == true)
        {
            EventFields.AddMetadata(batch, ref row, EnrichmentFields.BotReason, "declared"u8);
        }

        if (row.UserAgent.Length <= 0)
        {
            return;
        }

        var facts = agents.Find(batch.Text(row.UserAgent));
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

    private void AddPlace(GeoSource geo, EventBatch batch, ref EventRow row)
    {
        if ((row.Country.Length > 0 && EventFields.Has(batch, in row, EnrichmentFields.Region))
            || !VisitorAddress.TryParse(batch.Text(row.Ip), out var address)
            || geo.Find(address, _places!) is not { } place)
        {
            return;
        }

        row.Country = Fill(batch, row.Country, place.Country);

        // A region of another country than the event's would be neither's.
        if (place.Region is { } region && Ascii.EqualsIgnoreCase(batch.Text(row.Country), place.Country))
        {
            Span<byte> text = stackalloc byte[region.Length];
            Encoding.UTF8.GetBytes(region, text);
            EventFields.AddMetadata(batch, ref row, EnrichmentFields.Region, text);
        }
    }

    private void AddOrigin(EventBatch batch, ref EventRow row)
    {
        if (options.Referrers)
        {
            Span<byte> text = stackalloc byte[16];
            var origin = ReferrerClass.Of(batch.Text(row.ReferrerUrl), batch.Text(row.PageUrl));
            EventFields.AddMetadata(batch, ref row, EnrichmentFields.ReferrerClass, text[..Encoding.UTF8.GetBytes(origin, text)]);
        }

        if (options.Campaigns)
        {
            CampaignFields.Apply(batch, ref row);
        }
    }

    private void Clean(UrlParameters parameters, EventBatch batch, ref EventRow row)
    {
        row.PageUrl = Column(Clean(parameters, batch, row.PageUrl));
        row.ReferrerUrl = Column(Clean(parameters, batch, row.ReferrerUrl));
        for (var i = row.MetadataStart; i < row.MetadataStart + row.MetadataCount; i++)
        {
            var entry = batch.Metadata[i];
            var value = Clean(parameters, batch, entry.Value);
            if (value != entry.Value)
            {
                batch.SetMetadata(i, entry with { Value = value });
            }
        }
    }

    private TextSlice Clean(UrlParameters parameters, EventBatch batch, TextSlice text)
    {
        if (text.Length <= 0)
        {
            return text;
        }

        _cleaned.ResetWrittenCount();
        return parameters.Clean(batch.Text(text), _cleaned) > 0 ? batch.AddText(_cleaned.WrittenSpan) : text;
    }

    // An empty text in a column means that the field is absent.
    private static TextSlice Column(TextSlice text) => text.Length == 0 ? TextSlice.Absent : text;

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
