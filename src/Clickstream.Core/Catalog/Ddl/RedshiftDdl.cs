using System.Globalization;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog.Ddl;

/// <summary>Tables in Redshift itself, with COPY for hot data. Pure.</summary>
public static class RedshiftDdl
{
    private const int MaxText = 65_535; // The longest VARCHAR, in bytes.

    /// <summary>Tables in Redshift itself.</summary>
    public static IReadOnlyList<string> Tables(DdlOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return [$"CREATE SCHEMA IF NOT EXISTS {options.HotSchema}", .. LakeTable.All.Select(table => Table(options, table))];
    }

    /// <summary>The statements, one transaction, that load the published files of a table, instead of what was loaded of the same hours before.</summary>
    /// <param name="options">The names.</param>
    /// <param name="table">The table.</param>
    /// <param name="files">The published files.</param>
    /// <param name="first">The first hour, of an hourly table.</param>
    /// <param name="last">The last hour, included.</param>
    public static IReadOnlyList<string> Load(DdlOptions options, LakeTable table, IReadOnlyList<DataFile> files, Hour first, Hour last)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(files);
        var name = $"{options.HotSchema}.{table.Name}";
        var hasMap = table.Columns.Any(column => IsMap(column.Type));
        return
        [
            "BEGIN",
            TimeOf(table) is { } time ? $"DELETE FROM {name} WHERE {time} >= {Literal(first.Start)} AND {time} < {Literal(last.End)}" : $"DELETE FROM {name}",
            .. files.Where(file => file.Rows > 0).Select(file => $"""
                COPY {name} FROM '{options.LocationOf(file.Key)}'
                IAM_ROLE '{options.Role}' FORMAT AS PARQUET{(hasMap ? " SERIALIZETOJSON" : "")}
                """),
            "COMMIT",
        ];
    }

    // The column by which a table is cut into hours.
    private static string? TimeOf(LakeTable table) => table.IsHourly ? table.Columns.First(column => column.Type == LakeType.Timestamp).Name : null;

    private static string Literal(EventTime time) => $"TIMESTAMP '{time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";

    private static string Table(DdlOptions options, LakeTable table)
    {
        // Facts and users meet on the user, so that joins need no traffic between nodes; small tables are on all of them.
        var distribution = table.Columns.Any(column => column.Name == "user_id") ? "DISTSTYLE KEY DISTKEY (user_id)" : "DISTSTYLE ALL";
        var sort = TimeOf(table) ?? table.Columns[0].Name;
        return $"""
            CREATE TABLE IF NOT EXISTS {options.HotSchema}.{table.Name} (
            {string.Join(",\n", table.Columns.Select(column => $"  {column.Name} {TypeOf(column)}"))}
            ) {distribution} SORTKEY ({sort})
            """;
    }

    private static bool IsMap(LakeType type) => type is LakeType.TextMap or LakeType.NumberMap or LakeType.MoneyMap;

    private static string TypeOf(LakeColumn column) => column.Type switch
    {
        LakeType.Text => column.Name is "page_url" or "referrer_url" or "user_agent" ? $"VARCHAR({MaxText})" : "VARCHAR(8192)",
        LakeType.Timestamp => "TIMESTAMP",
        LakeType.Boolean => "BOOLEAN",
        LakeType.Number => "BIGINT",
        LakeType.Money => "DECIMAL(18,4)",
        LakeType.MoneySum => "DECIMAL(38,4)",
        _ => "SUPER",
    };
}
