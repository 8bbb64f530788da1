using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using DuckDB.NET.Data;

namespace Clickstream.Compactor.Tests.Dimensions;

/// <summary>The published rows of a table as DuckDB reads them, as text.</summary>
internal static class TableRows
{
    /// <summary>The result of a SELECT over the table, whose name in it is <c>t</c>; columns are separated by bars.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(TestLake lake, LakeTable table, string select)
    {
        var published = await PublishedLake.ReadAsync(lake.Store, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("clickstream-table-").FullName;
        try
        {
            var paths = new List<string>();
            foreach (var file in published.FilesOf(table))
            {
                paths.Add(Path.Combine(folder, $"{paths.Count}.parquet"));
                await File.WriteAllBytesAsync(paths[^1], lake.Store[file.Key]);
            }

            return paths.Count == 0 ? [] : Query($"with t as (select * from read_parquet([{string.Join(", ", paths.Select(path => $"'{path}'"))}])) {select}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "" : reader.GetString(column))));
        }

        return rows;
    }
}
