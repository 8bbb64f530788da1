using Clickstream.Core.Lake;

namespace Clickstream.Core.Catalog;

/// <summary>Types by the names that Hive, Glue, Athena and Redshift Spectrum's catalog know them by.</summary>
public static class HiveType
{
    /// <summary>The type of the columns of a partition.</summary>
    public const string PartitionColumn = "int";

    /// <summary>The name of a type.</summary>
    public static string NameOf(LakeType type) => type switch
    {
        LakeType.Text => "string",
        LakeType.Timestamp => "timestamp",
        LakeType.Boolean => "boolean",
        LakeType.Number => "bigint",
        LakeType.Money => "decimal(18,4)",
        LakeType.MoneySum => "decimal(38,4)",
        LakeType.TextMap => "map<string,string>",
        LakeType.NumberMap => "map<string,bigint>",
        LakeType.MoneyMap => "map<string,decimal(38,18)>",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of the lake."),
    };
}
