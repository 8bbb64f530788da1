using Clickstream.Core.Lake;

namespace Clickstream.Core.Catalog.Ddl;

/// <summary>A folder of NDJSON by hour that engines read as a table: what came in, before the compactor.</summary>
/// <param name="Name">Its name in SQL.</param>
/// <param name="Root">Its folder, ending in a slash; below it <c>YYYY/MM/DD/HH/</c>.</param>
/// <param name="Serde">What parses the lines.</param>
/// <param name="Properties">What that needs to be told.</param>
/// <param name="Columns">Names and types in Hive's words.</param>
internal sealed record JsonTable(
    string Name, string Root, string Serde, IReadOnlyList<(string Key, string Value)> Properties, IReadOnlyList<(string Name, string Type)> Columns)
{
    // Made for machine-written lines: numbers keep all their digits, and a line that is no JSON ends the query.
    private const string HiveSerde = "org.apache.hive.hcatalog.data.JsonSerDe";

    // Made for lines of others: a malformed one is a row of nulls.
    private const string OpenxSerde = "org.openx.data.jsonserde.JsonSerDe";

    /// <summary>
    /// Raw files as they came. Everything is text, since every source writes times and numbers in its own way; what a source calls its fields is told in
    /// <c>docs/lake.md</c>.
    /// </summary>
    public static JsonTable Raw { get; } = new(
        "raw_clickstream",
        LakeLayout.Raw,
        OpenxSerde,
        [("ignore.malformed.json", "true"), ("case.insensitive", "true"), ("dots.in.keys", "true")],
        [
            .. new[] { "event_id", "click_id", "event_type", "event_time", "event_timestamp", "received_timestamp" }.Select(Text),
            .. new[] { "user_id", "anonymous_id", "session_id", "page_url", "referrer_url", "device_type", "os", "browser", "country" }.Select(Text),
            .. new[] { "is_bot", "ip", "user_agent", "product_id", "order_id", "quantity", "price", "currency", "items" }.Select(Text),
            ("attributes", "map<string,string>"),
            ("metadata", "map<string,string>"),
        ]);

    /// <summary>Micro-batches: the columns of <c>fact_clicks</c>, times as ISO 8601 in UTC, and the position that each line was read from.</summary>
    public static JsonTable Landing { get; } = new(
        ExternalDdl.LandingTable,
        LakeLayout.Landing,
        HiveSerde,
        [],
        [
            ("_position", "string"),
            .. LakeTable.FactClicks.Columns.Select(column => (column.Name, column.Type == LakeType.Timestamp ? "string" : HiveType.NameOf(column.Type))),
        ]);

    /// <summary>Rejected input, and why.</summary>
    public static JsonTable Quarantine { get; } = new(
        "quarantine",
        LakeLayout.Quarantine,
        HiveSerde,
        [],
        [
            .. new[] { "reason", "detail", "source" }.Select(Text),
            ("offset", "bigint"),
            ("length", "bigint"),
            .. new[] { "position", "origin", "received", "payload", "payload_base64" }.Select(Text),
        ]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<JsonTable> All { get; } = [Raw, Landing, Quarantine];

    private static (string Name, string Type) Text(string name) => (name, "string");
}
