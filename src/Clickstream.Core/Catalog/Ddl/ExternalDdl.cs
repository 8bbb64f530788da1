using System.Globalization;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog.Ddl;

/// <summary>
/// The statements that make the tables of the lake in the Glue catalog, which Athena and Redshift Spectrum share: in either dialect, from the schema that
/// the writer has. Pure.
/// </summary>
public static class ExternalDdl
{
    private const int PartitionsPerStatement = 100; // The most that Redshift takes; Athena takes statements of up to 256 KiB.

    private const string ParquetSerde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    private const string LinkInput = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat";
    private const string TextInput = "org.apache.hadoop.mapred.TextInputFormat";
    private const string TextOutput = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

    /// <summary>The table of micro-batches.</summary>
    public const string LandingTable = "landing_clickstream";

    /// <summary>The statements for Athena that make the table of micro-batches, and the partition of an hour, if they are not there.</summary>
    /// <param name="options">The names.</param>
    /// <param name="hour">The hour.</param>
    public static IReadOnlyList<string> LandingStatements(DdlOptions options, Hour hour)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = options.LocationOf($"{JsonTable.Landing.Root}{hour.Path}/");
        return
        [
            Create(options, ExternalDialect.Athena(options), JsonTable.Landing),
            $"ALTER TABLE {options.Database}.{LandingTable} ADD IF NOT EXISTS PARTITION ({Values(hour)}) LOCATION '{folder}'",
        ];
    }

    /// <summary>All statements for Athena, in the order in which they have to be run.</summary>
    /// <param name="options">The names.</param>
    /// <param name="hours">The hours by root of the table that partitions are added for, where Glue has them.</param>
    public static IReadOnlyList<string> AthenaStatements(DdlOptions options, IReadOnlyDictionary<string, IReadOnlyList<Hour>> hours)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hours);
        return [$"CREATE DATABASE IF NOT EXISTS {options.Database}", .. Tables(options, ExternalDialect.Athena(options), hours)];
    }

    /// <summary>All statements for Redshift Spectrum, in the order in which they have to be run.</summary>
    /// <param name="options">The names.</param>
    /// <param name="hours">The hours by root of the table that partitions are added for.</param>
    public static IReadOnlyList<string> SpectrumStatements(DdlOptions options, IReadOnlyDictionary<string, IReadOnlyList<Hour>> hours)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hours);
        return
        [
            $"""
            CREATE EXTERNAL SCHEMA IF NOT EXISTS {options.ExternalSchema}
            FROM DATA CATALOG DATABASE '{options.Database}'
            IAM_ROLE '{options.Role}'
            CREATE EXTERNAL DATABASE IF NOT EXISTS
            """,
            .. Tables(options, ExternalDialect.Spectrum(options), hours),
        ];
    }

    private static IEnumerable<string> Tables(DdlOptions options, ExternalDialect dialect, IReadOnlyDictionary<string, IReadOnlyList<Hour>> hours) =>
    [
        .. LakeTable.All.Select(table => Create(options, dialect, table)),
        .. JsonTable.All.Select(table => Create(options, dialect, table)),
        .. options.Partitions == PartitionSource.Glue ? AddPartitions(options, dialect, hours) : [],
    ];

    private static string Create(DdlOptions options, ExternalDialect dialect, LakeTable table) => Create(
        dialect,
        table.Name,
        table.Columns.Select(column => (column.Name, HiveType.NameOf(column.Type))),
        table.IsHourly,
        $"ROW FORMAT SERDE '{ParquetSerde}'\nSTORED AS INPUTFORMAT '{LinkInput}'\nOUTPUTFORMAT '{TextOutput}'",
        options.LocationOf(LinkFile.RootOf(table)),
        [("classification", "parquet"), .. table.IsHourly ? Projection(options, PathOf(LinkFile.RootOf(table), isCurated: true)) : []]);

    private static string Create(DdlOptions options, ExternalDialect dialect, JsonTable table) => Create(
        dialect,
        table.Name,
        table.Columns,
        isHourly: true,
        $"ROW FORMAT SERDE '{table.Serde}'{(table.Properties.Count == 0 ? "" : $"\nWITH SERDEPROPERTIES ({Pairs(table.Properties)})")}\n"
            + $"STORED AS INPUTFORMAT '{TextInput}'\nOUTPUTFORMAT '{TextOutput}'",
        options.LocationOf(table.Root),
        [("classification", "json"), .. Projection(options, PathOf(table.Root, isCurated: false))]);

    /// <summary>The rule by which the folder of an hour is made, as a path with <c>${year}</c> and so on.</summary>
    internal static string PathOf(string root, bool isCurated) =>
        isCurated ? root + "year=${year}/month=${month}/day=${day}/hour=${hour}/" : root + "${year}/${month}/${day}/${hour}/";

    // digits writes 9 as 09 into the path, as the folders are.
    private static IEnumerable<(string Key, string Value)> Projection(DdlOptions options, string path)
    {
        if (options.Partitions != PartitionSource.Projection)
        {
            yield break;
        }

        yield return ("projection.enabled", "true");
        var years = string.Create(CultureInfo.InvariantCulture, $"{options.FirstYear},{options.LastYear}");
        foreach (var (column, range, digits) in new[] { ("year", years, "4"), ("month", "1,12", "2"), ("day", "1,31", "2"), ("hour", "0,23", "2") })
        {
            yield return ($"projection.{column}.type", "integer");
            yield return ($"projection.{column}.range", range);
            yield return ($"projection.{column}.digits", digits);
        }

        yield return ("storage.location.template", options.LocationOf(path));
    }

    private static string Create(
        ExternalDialect dialect,
        string name,
        IEnumerable<(string Name, string Type)> columns,
        bool isHourly,
        string format,
        string location,
        IEnumerable<(string Key, string Value)> properties)
    {
        var partitions = string.Join(", ", LakeTable.PartitionColumns.Select(column => dialect.Column(column, HiveType.PartitionColumn)));
        return $"""
            {dialect.Create} {dialect.Schema}.{name} (
            {string.Join(",\n", columns.Select(column => "  " + dialect.Column(column.Name, column.Type)))}
            ){(isHourly ? $"\nPARTITIONED BY ({partitions})" : "")}
            {format}
            LOCATION '{location}'
            {dialect.Properties} ({Pairs(properties)})
            """;
    }

    private static string Pairs(IEnumerable<(string Key, string Value)> pairs)
    {
        var lines = pairs.Select(pair => $"'{pair.Key}' = '{pair.Value}'").ToArray();
        return lines.Length == 1 ? lines[0] : "\n  " + string.Join(",\n  ", lines) + "\n";
    }

    private static IEnumerable<string> AddPartitions(DdlOptions options, ExternalDialect dialect, IReadOnlyDictionary<string, IReadOnlyList<Hour>> hours)
    {
        (string Name, string Root, Func<Hour, string> FolderOf)[] tables =
        [
            .. CatalogTable.Hourly.Select(table => (table.Table.Name, table.ManifestRoot, (Func<Hour, string>)(hour => LinkFile.FolderOf(table.Table, hour)))),
            .. JsonTable.All.Select(table => (table.Name, table.Root, (Func<Hour, string>)(hour => $"{table.Root}{hour.Path}/"))),
        ];
        return tables.SelectMany(table => hours.GetValueOrDefault(table.Root, []).Chunk(PartitionsPerStatement).Select(chunk =>
            $"ALTER TABLE {dialect.Schema}.{table.Name} ADD IF NOT EXISTS\n"
            + string.Join('\n', chunk.Select(hour => $"  PARTITION ({Values(hour)}) LOCATION '{options.LocationOf(table.FolderOf(hour))}'"))));
    }

    // Whole numbers, so without leading zeros; the location has them.
    private static string Values(Hour hour)
    {
        var time = hour.Start.ToDateTimeOffset();
        return string.Create(CultureInfo.InvariantCulture, $"year = {time.Year}, month = {time.Month}, day = {time.Day}, hour = {time.Hour}");
    }
}
