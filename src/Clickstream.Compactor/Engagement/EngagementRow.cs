using System.Text.Json.Serialization;
using Clickstream.Core.Engagement;
using Parquet.Serialization.Attributes;

namespace Clickstream.Compactor.Engagement;

/// <summary>A row of the engagement table: one minute over all shards. A class with setters because Parquet.Net works on it.</summary>
internal sealed class EngagementRow
{
    [JsonPropertyName("minute")]
    [ParquetTimestamp(ParquetTimestampResolution.Microseconds)]
    public DateTime Minute { get; set; }

    [ParquetRequired]
    [JsonPropertyName("state")]
    public string State { get; set; } = string.Empty;

    [JsonPropertyName("events")]
    public long Events { get; set; }

    [JsonPropertyName("late")]
    public long Late { get; set; }

    [JsonPropertyName("duplicates")]
    public long Duplicates { get; set; }

    [JsonPropertyName("orders")]
    public long Orders { get; set; }

    /// <summary>Over all currencies.</summary>
    [JsonPropertyName("revenue")]
    [ParquetDecimal(38, 4)] // A sum of many amounts, each of which fits DECIMAL(18, 4).
    public decimal Revenue { get; set; }

    /// <summary>An estimate.</summary>
    [JsonPropertyName("users")]
    public long Users { get; set; }

    /// <summary>An estimate.</summary>
    [JsonPropertyName("sessions")]
    public long Sessions { get; set; }

    [JsonPropertyName("revenue_by_currency")]
    public Dictionary<string, decimal> RevenueByCurrency { get; set; } = [];

    [JsonPropertyName("by_type")]
    public Dictionary<string, long> ByType { get; set; } = [];

    [JsonPropertyName("by_device")]
    public Dictionary<string, long> ByDevice { get; set; } = [];

    [JsonPropertyName("by_country")]
    public Dictionary<string, long> ByCountry { get; set; } = [];

    [JsonPropertyName("top_pages")]
    public Dictionary<string, long> TopPages { get; set; } = [];

    [JsonPropertyName("top_products")]
    public Dictionary<string, long> TopProducts { get; set; } = [];

    public static EngagementRow From(MinuteResult minute) => new()
    {
        Minute = minute.Minute.Start.ToDateTimeOffset().UtcDateTime,
        State = minute.State switch
        {
            MinuteState.Early => "early",
            MinuteState.Final => "final",
            _ => "restated",
        },
        Events = minute.Events,
        Late = minute.Late,
        Duplicates = minute.Duplicates,
        Orders = minute.Orders,
        Revenue = minute.Revenue.Values.Sum(),
        Users = minute.Users.Estimate(),
        Sessions = minute.Sessions.Estimate(),
        RevenueByCurrency = new Dictionary<string, decimal>(minute.Revenue),
        ByType = new Dictionary<string, long>(minute.ByType),
        ByDevice = new Dictionary<string, long>(minute.ByDevice),
        ByCountry = new Dictionary<string, long>(minute.ByCountry),
        TopPages = minute.TopPages.Items.ToDictionary(item => item.Name, item => item.Count),
        TopProducts = minute.TopProducts.Items.ToDictionary(item => item.Name, item => item.Count),
    };
}
