using System.Globalization;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Aws.Glue;

/// <summary>The tables of the lake in the words of Glue: Parquet files that Athena and Redshift Spectrum read. Pure.</summary>
/// <param name="lake">Where the lake is, as in <see cref="GlueOptions.Lake"/>.</param>
internal sealed class GlueSchema(string lake)
{
    // A folder holds a link file (LinkFile), whose lines are the Parquet files of the published version.
    private const string InputFormat = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat";
    private const string OutputFormat = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
    private const string Serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

    /// <summary>A table.</summary>
    public TableInput Table(LakeTable table, string folder) => new()
    {
        Name = table.Name,
        TableType = "EXTERNAL_TABLE",
        Parameters = new Dictionary<string, string> { ["classification"] = "parquet", ["EXTERNAL"] = "TRUE" },
        StorageDescriptor = Storage(table, folder),
        PartitionKeys = table.IsHourly ? [.. LakeTable.PartitionColumns.Select(name => new GlueColumn(name, HiveType.PartitionColumn))] : [],
    };

    /// <summary>A partition.</summary>
    public PartitionInput Partition(LakeTable table, CatalogPartition partition) => new(ValuesOf(partition.Hour), Storage(table, partition.Folder));

    /// <summary>Whether a table is as it has to be; what others added to its parameters does not matter.</summary>
    public static bool IsSame(TableInput wanted, TableInput there) =>
        there.StorageDescriptor?.Location == wanted.StorageDescriptor!.Location
        && there.StorageDescriptor?.InputFormat == wanted.StorageDescriptor.InputFormat
        && there.StorageDescriptor?.SerdeInfo?.SerializationLibrary == wanted.StorageDescriptor.SerdeInfo!.SerializationLibrary
        && (there.StorageDescriptor?.Columns ?? []).SequenceEqual(wanted.StorageDescriptor.Columns!)
        && (there.PartitionKeys ?? []).SequenceEqual(wanted.PartitionKeys!);

    /// <summary>
    /// The values of a partition, as whole numbers without leading zeros: the columns are integers, and engines that compare the text of a value with
    /// that of a number would not find <c>09</c>. The folder, which has the zeros, is named in full.
    /// </summary>
    public static IReadOnlyList<string> ValuesOf(Hour hour)
    {
        var time = hour.Start.ToDateTimeOffset();
        return [.. new[] { time.Year, time.Month, time.Day, time.Hour }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
    }

    /// <summary>The hour of a partition; null if its values name none, because somebody else made it.</summary>
    public static Hour? HourOf(IReadOnlyList<string>? values)
    {
        if (values is not [var year, var month, var day, var hour])
            return null;
        return Hour.TryParse($"{year}/{month.PadLeft(2, '0')}/{day.PadLeft(2, '0')}/{hour.PadLeft(2, '0')}", out var found) ? found : null;
    }

    /// <summary>The location of an object.</summary>
    public string LocationOf(string key) => $"{lake}/{key}";

    /// <summary>The folder of a location; the location itself if it is outside the lake.</summary>
    public string FolderOf(string location) =>
        location.StartsWith(lake + "/", StringComparison.Ordinal) ? location[(lake.Length + 1)..] : location;

    private StorageDescriptor Storage(LakeTable table, string folder) => new()
    {
        Columns = [.. table.Columns.Select(column => new GlueColumn(column.Name, HiveType.NameOf(column.Type)))],
        Location = $"{lake}/{folder}",
        InputFormat = InputFormat,
        OutputFormat = OutputFormat,
        SerdeInfo = new SerDeInfo(Serde, new Dictionary<string, string> { ["serialization.format"] = "1" }),
    };
}
