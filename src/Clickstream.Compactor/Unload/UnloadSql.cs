using System.Globalization;
using System.Text;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Unload;

/// <summary>
/// The statements by which Athena makes a version of an hour from its micro-batches, generated from the columns of <see cref="LakeTable.FactClicks"/>.
/// They say in SQL what the local engine does: each position once, of the inputs with one click id the least, rows in order of visitor, time and
/// click id, a bucket for each visitor. Pure.
/// </summary>
internal static class UnloadSql
{
    /// <summary>The most partitions that one UNLOAD writes is 100, so this is the greatest power of two of buckets. Source: Athena user guide, UNLOAD.</summary>
    public const int MaxBits = 6;

    /// <summary>The longest statement, in bytes. Source: Athena user guide, service quotas.</summary>
    public const int MaxBytes = 262_144;

    private const string Purchase = "event_type = 'purchase'";
    private const string Visitor = "coalesce(user_id, anonymous_id, click_id)";

    private static readonly IReadOnlyList<LakeColumn> Columns = LakeTable.FactClicks.Columns;

    /// <summary>
    /// Counts what the micro-batches hold: a row for each currency of purchases and one for all other events, with its inputs, its revenue, how many
    /// click ids are first seen in it, the sum of their fingerprints, and how many inputs do not belong there.
    /// </summary>
    public static string Count(Hour hour, IReadOnlyCollection<string> locations, bool hasOverlaps) => $"""
        {Inputs(hour, locations, hasOverlaps)}
        SELECT
            CASE WHEN {Purchase} THEN coalesce(currency, '') END AS currency,
            count(*) AS inputs,
            sum(CASE WHEN {Purchase} THEN coalesce(price, 0) * coalesce(quantity, 1) ELSE 0 END) AS revenue,
            count_if(nth = 1) AS clicks,
            sum(CASE WHEN nth = 1 THEN bitwise_and({Hash("click_id")}, 4294967295) ELSE 0 END) AS fingerprints,
            count_if(event_timestamp < {Literal(hour.Start)} OR event_timestamp >= {Literal(hour.End)}) AS strangers,
            count_if({IsFiner("event_timestamp")} OR coalesce({IsFiner("received_timestamp")}, false)) AS finer,
            count_if(click_id IS NULL OR event_type IS NULL OR event_timestamp IS NULL) AS damaged
        FROM (SELECT inputs.*, row_number() OVER (PARTITION BY click_id ORDER BY event_timestamp) AS nth FROM inputs) AS numbered
        GROUP BY 1
        """;

    /// <summary>The rows of the hour, in order; with their bucket behind the columns of the table if there are several.</summary>
    public static string Rows(Hour hour, IReadOnlyCollection<string> locations, bool hasOverlaps, int bits) => $"""
        {Inputs(hour, locations, hasOverlaps)}
        SELECT
            {string.Join(",\n    ", Columns.Select(Written))}{(bits == 0 ? "" : $",\n    bitwise_right_shift({Hash(Visitor)}, {64 - bits}) AS bucket")}
        FROM (
            SELECT inputs.*, row_number() OVER (
                PARTITION BY click_id
                ORDER BY {string.Join(", ", LeastFirst())}
            ) AS choice
            FROM inputs
        ) AS chosen
        WHERE choice = 1
        ORDER BY {(bits == 0 ? "" : "bucket, ")}user_id NULLS FIRST, anonymous_id NULLS FIRST, event_timestamp, click_id
        """;

    /// <summary>Writes the result of a SELECT to a folder, which has to be empty.</summary>
    public static string Unload(string rows, string location, Codec codec, int bits) => $"""
        UNLOAD (
        {rows}
        ) TO '{location}'
        WITH (format = 'PARQUET', compression = '{(codec == Codec.Snappy ? "SNAPPY" : "ZSTD")}'{(bits == 0 ? "" : ", partitioned_by = ARRAY['bucket']")})
        """;

    /// <summary>The number by which a statement names a micro-batch: twenty bytes in the place of two hundred.</summary>
    public static long NumberOf(string location) => (long)Murmur3.Hash64(Encoding.UTF8.GetBytes(location));

    /// <summary>The bucket that a file of a version belongs to, by its folder.</summary>
    /// <returns>Null if it is none that UNLOAD writes.</returns>
    public static int? BucketOf(ObjectKey key, string folder)
    {
        var rest = key.Value[folder.Length..].Split('/');
        return rest.Length == 1 ? 0
            : rest.Length == 2 && rest[0].StartsWith("bucket=", StringComparison.Ordinal) && int.TryParse(rest[0]["bucket=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var bucket) ? bucket
            : null;
    }

    // Only the micro-batches that the manifest will name: what lands meanwhile is for the next version.
    private static string Inputs(Hour hour, IReadOnlyCollection<string> locations, bool hasOverlaps)
    {
        var time = hour.Start.ToDateTimeOffset();
        var lines = string.Create(CultureInfo.InvariantCulture, $"""
            SELECT
                "_position",
                {string.Join(",\n    ", Columns.Select(Read))}
            FROM {ExternalDdl.LandingTable}
            WHERE "year" = {time.Year} AND "month" = {time.Month} AND "day" = {time.Day} AND "hour" = {time.Hour}
                AND {Hash("\"$path\"")} IN ({string.Join(", ", locations.Select(NumberOf))})
            """);
        // A flush that was repeated with other boundaries has its lines in two micro-batches; a line without a position is nobody's repetition.
        return !hasOverlaps ? $"WITH inputs AS (\n{lines}\n)" : $"""
            WITH lines AS (
            {lines}
            ), numbered_lines AS (
            SELECT lines.*, row_number() OVER (PARTITION BY "_position" ORDER BY click_id) AS line FROM lines
            ), inputs AS (
            SELECT * FROM numbered_lines WHERE line = 1 OR "_position" IS NULL
            )
            """;
    }

    // Absent texts are left out of a line, so an empty one is absent too.
    private static string Read(LakeColumn column) => column.Type switch
    {
        LakeType.Text => $"nullif({column.Name}, '') AS {column.Name}",
        LakeType.Timestamp => $"CAST(replace(replace({column.Name}, 'T', ' '), 'Z', '') AS timestamp(6)) AS {column.Name}",
        LakeType.TextMap => $"CASE WHEN cardinality({column.Name}) > 0 THEN {column.Name} END AS {column.Name}",
        _ => column.Name,
    };

    // Athena writes times of Hive tables in milliseconds; Count has made sure that nothing is lost.
    private static string Written(LakeColumn column) =>
        column.Type == LakeType.Timestamp ? $"CAST({column.Name} AS timestamp(3)) AS {column.Name}" : column.Name;

    // The order of FactColumns.Compare: time, texts in the order of the table, then the rest.
    private static IEnumerable<string> LeastFirst()
    {
        string[] last = ["received_timestamp", "quantity", "price", "is_bot"];
        yield return "event_timestamp";
        foreach (var column in Columns.Where(column => column.Type == LakeType.Text && column.Name != "click_id").Select(column => column.Name).Concat(last))
        {
            yield return $"{column} NULLS FIRST";
        }

        yield return "array_join(transform(array_sort(map_keys(metadata)), name -> name || chr(1) || metadata[name]), chr(1)) NULLS FIRST";
    }

    private static string IsFiner(string time) => $"{time} <> date_trunc('millisecond', {time})";

    // The first 64 bits of MurmurHash3, which Athena gives with its least byte first.
    private static string Hash(string text) => $"from_big_endian_64(reverse(substr(murmur3(to_utf8({text})), 1, 8)))";

    private static string Literal(EventTime time) =>
        $"TIMESTAMP '{time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'";
}
