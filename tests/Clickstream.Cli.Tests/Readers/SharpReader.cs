using System.Collections;
using System.Globalization;
using Clickstream.Core.Lake;
using ParquetSharp;

namespace Clickstream.Cli.Tests.Readers;

/// <summary>Reads a file with ParquetSharp, which is Arrow's reader in C++, as texts.</summary>
internal static class SharpReader
{
    public static IReadOnlyList<string?[]> Read(string path, LakeTable table)
    {
        using var file = new ParquetFileReader(path);
        var rows = new List<string?[]>();
        for (var number = 0; number < file.FileMetaData.NumRowGroups; number++)
        {
            using var group = file.RowGroup(number);
            var columns = table.Columns.Select(column => Column(file, group, column)).ToList();
            rows.AddRange(Enumerable.Range(0, checked((int)group.MetaData.NumRows)).Select(row => columns.Select(column => column[row]).ToArray()));
        }

        return rows;
    }

    private static string?[] Column(ParquetFileReader file, RowGroupReader group, LakeColumn column)
    {
        if (column.Type is not (LakeType.TextMap or LakeType.NumberMap or LakeType.MoneyMap))
        {
            return [.. Values(file, group, column.Name).Cast<object?>().Select(value => Text(value))];
        }

        var (keys, values) = (Values(file, group, $"{column.Name}.key_value.key"), Values(file, group, $"{column.Name}.key_value.value"));
        return [.. keys.Cast<Array?>().Zip(values.Cast<Array?>()).Select(pair => pair.First is null ? null : string.Join(
            ',', pair.First.Cast<object?>().Zip(pair.Second!.Cast<object?>()).Select(entry => $"{entry.First}={Text(entry.Second)}").Order(StringComparer.Ordinal)))];
    }

    private static IEnumerable Values(ParquetFileReader file, RowGroupReader group, string path)
    {
        using var column = group.Column(Enumerable.Range(0, file.FileMetaData.Schema.NumColumns).Single(i => file.FileMetaData.Schema.Column(i).Path.ToDotString() == path));
        using var reader = column.LogicalReader();
        return (IEnumerable)reader.GetType().GetMethod("ReadAll", [typeof(int)])!.Invoke(reader, [checked((int)group.MetaData.NumRows)])!;
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        decimal money => money.ToString("0.0000", CultureInfo.InvariantCulture),
        DateTime time => ((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
