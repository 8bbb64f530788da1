using Clickstream.Compactor.Columns;
using Parquet.Schema;

namespace Clickstream.Compactor.Parquet;

/// <summary>
/// The Parquet columns of <c>fact_clicks</c>, in order. Times are INT64 with the annotation TIMESTAMP_MICROS, which by definition is UTC:
/// Athena, Redshift Spectrum, Spark and DuckDB all read it as their TIMESTAMP, while readers of the older kind do not know the annotation
/// that carries isAdjustedToUTC, and DuckDB makes a TIMESTAMP WITH TIME ZONE of it. Money is INT64 with DECIMAL(18,4).
/// </summary>
internal static class FactSchema
{
    public const int PricePrecision = 18;
    public const int PriceScale = 4;

    public static DataField<string> ClickId { get; } = new("click_id", nullable: false);

    public static DateTimeDataField EventTimestamp { get; } = new("event_timestamp", DateTimeFormat.DateAndTimeMicros, isNullable: false);

    public static DateTimeDataField ReceivedTimestamp { get; } = new(
        "received_timestamp", DateTimeFormat.DateAndTimeMicros, isNullable: true);

    public static DataField<bool> IsBot { get; } = new("is_bot", nullable: true);

    public static DataField<long> Quantity { get; } = new("quantity", nullable: true);

    public static DecimalDataField Price { get; } = new("price", PricePrecision, PriceScale, isNullable: true);

    public static DataField<string> MetadataKey { get; } = new("key", nullable: false);

    public static DataField<string> MetadataValue { get; } = new("value", nullable: true);

    /// <summary>The field of each text column.</summary>
    public static IReadOnlyDictionary<TextField, DataField> Texts { get; } = new Dictionary<TextField, DataField>
    {
        [TextField.EventType] = new DataField<string>("event_type", nullable: false),
        [TextField.UserId] = Text("user_id"),
        [TextField.AnonymousId] = Text("anonymous_id"),
        [TextField.SessionId] = Text("session_id"),
        [TextField.PageUrl] = Text("page_url"),
        [TextField.ReferrerUrl] = Text("referrer_url"),
        [TextField.DeviceType] = Text("device_type"),
        [TextField.Os] = Text("os"),
        [TextField.Browser] = Text("browser"),
        [TextField.Country] = Text("country"),
        [TextField.Ip] = Text("ip"),
        [TextField.UserAgent] = Text("user_agent"),
        [TextField.ProductId] = Text("product_id"),
        [TextField.OrderId] = Text("order_id"),
        [TextField.Currency] = Text("currency"),
    };

    /// <summary>The schema of a file; the order is that of the table.</summary>
    public static ParquetSchema Schema { get; } = new(
        ClickId,
        Texts[TextField.EventType],
        EventTimestamp,
        ReceivedTimestamp,
        Texts[TextField.UserId],
        Texts[TextField.AnonymousId],
        Texts[TextField.SessionId],
        Texts[TextField.PageUrl],
        Texts[TextField.ReferrerUrl],
        Texts[TextField.DeviceType],
        Texts[TextField.Os],
        Texts[TextField.Browser],
        Texts[TextField.Country],
        IsBot,
        Texts[TextField.Ip],
        Texts[TextField.UserAgent],
        Texts[TextField.ProductId],
        Texts[TextField.OrderId],
        Quantity,
        Price,
        Texts[TextField.Currency],
        new MapField("metadata", MetadataKey, MetadataValue));

    private static DataField<string> Text(string name) => new(name, nullable: true);
}
