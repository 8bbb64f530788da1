using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;
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

    /// <summary>The name of the map.</summary>
    public const string MetadataName = "metadata";

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
        new MapField(MetadataName, MetadataKey, MetadataValue));

    /// <summary>The column of the click id.</summary>
    public static LeafColumn ClickIdLeaf { get; } = LeafColumn.Of("click_id", PhysicalType.ByteArray, Annotation.Text, isRequired: true);

    /// <summary>The column of the metadata's keys.</summary>
    public static LeafColumn MetadataKeyLeaf { get; } = new(
        [MetadataName, "key_value", "key"], PhysicalType.ByteArray, Annotation.Text, IsRequired: true, MapLevels.KeyPresent, 1);

    /// <summary>All columns that hold values, in order, as the writer knows them. The reader's schema above says the same.</summary>
    public static IReadOnlyList<LeafColumn> Leaves { get; } = MakeLeaves();

    private static readonly Dictionary<LeafColumn, TextField> TextsByLeaf = Texts.ToDictionary(
        pair => Leaves.Single(leaf => leaf.Path[0] == pair.Value.Name), pair => pair.Key);

    /// <summary>The text column that a column is; null if it is another.</summary>
    public static TextField? TextOf(LeafColumn leaf) => TextsByLeaf.TryGetValue(leaf, out var text) ? text : null;

    private static List<LeafColumn> MakeLeaves()
    {
        var leaves = new List<LeafColumn> { ClickIdLeaf };
        foreach (var field in Schema.Fields.Skip(1))
        {
            switch (field)
            {
                case MapField:
                    leaves.Add(MetadataKeyLeaf);
                    leaves.Add(new LeafColumn(
                        [MetadataName, "key_value", "value"], PhysicalType.ByteArray, Annotation.Text, false, MapLevels.ValuePresent, 1));
                    break;
                case DateTimeDataField time:
                    leaves.Add(LeafColumn.Of(field.Name, PhysicalType.Int64, Annotation.TimestampMicros, !time.IsNullable));
                    break;
                case DecimalDataField:
                    leaves.Add(LeafColumn.Of(field.Name, PhysicalType.Int64, Annotation.Money, false));
                    break;
                case DataField data when data.ClrType == typeof(bool):
                    leaves.Add(LeafColumn.Of(field.Name, PhysicalType.Boolean, Annotation.None, false));
                    break;
                case DataField data when data.ClrType == typeof(long):
                    leaves.Add(LeafColumn.Of(field.Name, PhysicalType.Int64, Annotation.Number, false));
                    break;
                default:
                    leaves.Add(LeafColumn.Of(field.Name, PhysicalType.ByteArray, Annotation.Text, !((DataField)field).IsNullable));
                    break;
            }
        }

        return leaves;
    }

    private static DataField<string> Text(string name) => new(name, nullable: true);
}
