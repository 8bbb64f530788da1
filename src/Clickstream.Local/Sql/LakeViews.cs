using System.Globalization;
using Clickstream.Core.Lake;

namespace Clickstream.Local.Sql;

/// <summary>Views over exactly the files that manifests name, so that a query never sees a version that is not published.</summary>
internal static class LakeViews
{
    /// <summary>The statement that makes the view of a table. Without files it is empty, and has the same columns.</summary>
    public static string Create(LakeTable table, string root, IEnumerable<string> keys)
    {
        var files = string.Join(", ", keys.Select(key => Literal(Pattern(Path.Combine(root, key)))));
        var columns = table.Columns.Select(column => (Name: Name(column.Name), Type: TypeName(column.Type))).ToList();
        if (table.IsHourly)
        {
            columns.AddRange(LakeTable.PartitionColumns.Select(column => (Name(column), "INTEGER")));
        }

        var source = files.Length == 0
            ? $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {column.Name}"))} WHERE false"
            : $"SELECT {string.Join(", ", columns.Select(column => $"CAST({column.Name} AS {column.Type}) AS {column.Name}"))} "
                + $"FROM read_parquet([{files}]{(table.IsHourly ? Partitions() : ", hive_partitioning = false")})";
        return $"CREATE VIEW {Name(table.Name)} AS {source}";
    }

    /// <summary>The statement that makes the view of the quarantine. An input that was delivered twice is one row.</summary>
    public static string CreateQuarantine(string root, IEnumerable<string> keys)
    {
        string[] texts = ["reason", "detail", "hour", "source", "position", "origin", "payload", "payload_base64"];
        (string Name, string Type)[] columns =
            [.. texts.Select(name => (name, "VARCHAR")), ("offset", "BIGINT"), ("length", "BIGINT"), ("received", "TIMESTAMP")];
        var files = string.Join(", ", keys.Select(key => Literal(Pattern(Path.Combine(root, key)))));
        var source = files.Length == 0
            ? $"SELECT {string.Join(", ", columns.Select(column => $"CAST(NULL AS {column.Type}) AS {Name(column.Name)}"))} WHERE false"
            : $"SELECT * FROM read_json([{files}], format = 'newline_delimited', maximum_object_size = 33554432, "
                + $"columns = {{{string.Join(", ", columns.Select(column => $"{Name(column.Name)}: '{column.Type}'"))}}}) "
                + "QUALIFY row_number() OVER (PARTITION BY coalesce(\"position\", \"origin\", \"source\" || ':' || \"offset\", random()::VARCHAR)) = 1";
        return $"CREATE VIEW quarantine AS {source}";
    }

    /// <summary>
    /// The statements that make every view known as <c>clickstream.NAME</c> too, which is how Redshift names the tables of an external schema: so a
    /// statement for Redshift is tried here as it is.
    /// </summary>
    public static IEnumerable<string> CreateSchema() =>
        LakeTable.All.Select(table => $"CREATE VIEW clickstream.{Name(table.Name)} AS FROM main.{Name(table.Name)}").Prepend("CREATE SCHEMA clickstream");

    /// <summary>A text as it stands in SQL.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string name) => $"\"{name}\"";

    private static string Partitions() =>
        $", hive_partitioning = true, hive_types = {{{string.Join(", ", LakeTable.PartitionColumns.Select(column => $"'{column}': INTEGER"))}}}";

    // DuckDB takes a path for a pattern, so what would be special in one stands for itself.
    private static string Pattern(string path) => string.Concat(path.Select(character =>
        character is '*' or '?' or '[' ? string.Create(CultureInfo.InvariantCulture, $"[{character}]") : character.ToString()));

    private static string TypeName(LakeType type) => type switch
    {
        LakeType.Text => "VARCHAR",
        LakeType.Timestamp => "TIMESTAMP",
        LakeType.Boolean => "BOOLEAN",
        LakeType.Number => "BIGINT",
        LakeType.Money => "DECIMAL(18,4)",
        LakeType.MoneySum => "DECIMAL(38,4)",
        LakeType.TextMap => "MAP(VARCHAR, VARCHAR)",
        LakeType.NumberMap => "MAP(VARCHAR, BIGINT)",
        _ => "MAP(VARCHAR, DECIMAL(38,18))",
    };
}
