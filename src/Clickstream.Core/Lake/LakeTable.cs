namespace Clickstream.Core.Lake;

/// <summary>A curated table: what the compactor writes, and what every query engine is told. A test compares it with the files.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Root">The folder of all its versions, ending in a slash.</param>
/// <param name="Columns">Its columns, without those of the partition.</param>
/// <param name="IsHourly">Whether it is partitioned by year, month, day and hour.</param>
public sealed record LakeTable(string Name, string Root, IReadOnlyList<LakeColumn> Columns, bool IsHourly)
{
    /// <summary>The columns of the partition of an hourly table, all whole numbers.</summary>
    public static IReadOnlyList<string> PartitionColumns { get; } = ["year", "month", "day", "hour"];

    /// <summary>One row per event.</summary>
    public static LakeTable FactClicks { get; } = new(
        "fact_clicks",
        LakeLayout.FactClicks,
        [
            new("click_id", LakeType.Text),
            new("event_type", LakeType.Text),
            new("event_timestamp", LakeType.Timestamp),
            new("received_timestamp", LakeType.Timestamp),
            new("user_id", LakeType.Text),
            new("anonymous_id", LakeType.Text),
            new("session_id", LakeType.Text),
            new("page_url", LakeType.Text),
            new("referrer_url", LakeType.Text),
            new("device_type", LakeType.Text),
            new("os", LakeType.Text),
            new("browser", LakeType.Text),
            new("country", LakeType.Text),
            new("is_bot", LakeType.Boolean),
            new("ip", LakeType.Text),
            new("user_agent", LakeType.Text),
            new("product_id", LakeType.Text),
            new("order_id", LakeType.Text),
            new("quantity", LakeType.Number),
            new("price", LakeType.Money),
            new("currency", LakeType.Text),
            new("metadata", LakeType.TextMap),
        ],
        IsHourly: true);

    /// <summary>
    /// One row per product of an order: those that a purchase lists, or the one that it is of. Made of the rows of <see cref="FactClicks"/>, and published with
    /// them.
    /// </summary>
    public static LakeTable FactOrderItems { get; } = new(
        "fact_order_items",
        LakeLayout.FactOrderItems,
        [
            new("order_id", LakeType.Text),
            new("line", LakeType.Number),
            new("click_id", LakeType.Text),
            new("event_timestamp", LakeType.Timestamp),
            new("user_id", LakeType.Text),
            new("anonymous_id", LakeType.Text),
            new("session_id", LakeType.Text),
            new("product_id", LakeType.Text),
            new("quantity", LakeType.Number),
            new("price", LakeType.Money),
            new("amount", LakeType.Money),
            new("currency", LakeType.Text),
        ],
        IsHourly: true);

    /// <summary>One row per check of quality that was made. It is a log, not a table of versions, so it is not in <see cref="All"/>.</summary>
    public static LakeTable Quality { get; } = new(
        "quality",
        LakeLayout.QualityLog,
        [
            new("checked_at", LakeType.Timestamp),
            new("source", LakeType.Text),
            new("layer", LakeType.Text),
            new("table_name", LakeType.Text),
            new("hour_path", LakeType.Text),
            new("check_name", LakeType.Text),
            new("severity", LakeType.Text),
            new("expected", LakeType.Text),
            new("actual", LakeType.Text),
            new("holds", LakeType.Boolean),
        ],
        IsHourly: false);

    /// <summary>One row per user: how they are now.</summary>
    public static LakeTable DimUsers { get; } = new(
        "dim_users",
        LakeLayout.DimUsers,
        [
            new("user_id", LakeType.Text),
            new("country", LakeType.Text),
            new("signup_date", LakeType.Text),
            new("device_preferences", LakeType.NumberMap),
            new("first_seen", LakeType.Timestamp),
            new("last_seen", LakeType.Timestamp),
            new("events", LakeType.Number),
            new("orders", LakeType.Number),
            new("revenue", LakeType.Money),
        ],
        IsHourly: false);

    /// <summary>
    /// The attributes of each user over time: each row is valid from its first instant to before that of the next (slowly changing dimension, type 2).
    /// </summary>
    public static LakeTable DimUsersHistory { get; } = new(
        "dim_users_history",
        LakeLayout.DimUsersHistory,
        [
            new("user_id", LakeType.Text),
            new("country", LakeType.Text),
            new("signup_date", LakeType.Text),
            new("device_preference", LakeType.Text),
            new("valid_from", LakeType.Timestamp),
            new("valid_to", LakeType.Timestamp),
            new("is_current", LakeType.Boolean),
        ],
        IsHourly: false);

    /// <summary>One row per product.</summary>
    public static LakeTable DimProducts { get; } = new(
        "dim_products",
        LakeLayout.DimProducts,
        [
            new("product_id", LakeType.Text),
            new("name", LakeType.Text),
            new("category", LakeType.Text),
            new("brand", LakeType.Text),
            new("price", LakeType.Money),
            new("currency", LakeType.Text),
            new("first_seen", LakeType.Timestamp),
            new("last_seen", LakeType.Timestamp),
            new("events", LakeType.Number),
            new("purchases", LakeType.Number),
            new("units", LakeType.Number),
            new("revenue", LakeType.Money),
        ],
        IsHourly: false);

    /// <summary>One row per minute, over all shards.</summary>
    public static LakeTable EngagementMinutes { get; } = new(
        "engagement_minutes",
        LakeLayout.Engagement,
        [
            new("minute", LakeType.Timestamp),
            new("state", LakeType.Text),
            new("events", LakeType.Number),
            new("late", LakeType.Number),
            new("duplicates", LakeType.Number),
            new("orders", LakeType.Number),
            new("revenue", LakeType.MoneySum),
            new("users", LakeType.Number),
            new("sessions", LakeType.Number),
            new("revenue_by_currency", LakeType.MoneyMap),
            new("by_type", LakeType.NumberMap),
            new("by_device", LakeType.NumberMap),
            new("by_country", LakeType.NumberMap),
            new("top_pages", LakeType.NumberMap),
            new("top_products", LakeType.NumberMap),
        ],
        IsHourly: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LakeTable> All { get; } = [FactClicks, FactOrderItems, EngagementMinutes, DimUsers, DimUsersHistory, DimProducts];
}
