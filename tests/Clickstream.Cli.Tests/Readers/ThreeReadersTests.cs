using System.Diagnostics;
using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Emulators;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using DuckDB.NET.Data;

namespace Clickstream.Cli.Tests.Readers;

/// <summary>Three readers by others, of which no two share code, agree on every value of every file of a demo.</summary>
public sealed class ThreeReadersTests
{
    [NodeFact]
    public async Task DuckDb_ParquetSharp_and_hyparquet_agree_on_every_value_of_every_file()
    {
        using var line = new CommandLine();
        await line.JsonAsync("demo", "--exit", "--events", "3000", "--hours", "2", "--seed", "5", "--port", "0");
        await line.JsonAsync("quality");
        var lake = await PublishedLake.ReadAsync(new FolderObjectStore(LocalDataFolder.Open(line.Data), TimeProvider.System), CancellationToken.None);
        var files = LakeTable.All.SelectMany(table => lake.FilesOf(table).Select(file => (Table: table, Path: Path.Combine(line.Data, file.Key), file.Rows))).ToList();
        Assert.Equal(LakeTable.All, files.Select(file => file.Table).Distinct());
        var byNode = await ReadWithNodeAsync(files.Select(file => file.Path));
        foreach (var (file, node) in files.Zip(byNode))
        {
            var duckDb = ReadWithDuckDb(file.Path, file.Table);
            Assert.Equal(file.Rows, duckDb.Count);
            Assert.Equal(file.Table.Columns.Select(column => column.Name), node.Columns);
            AssertEqual(file.Path, duckDb, node.Rows);
            AssertEqual(file.Path, duckDb, SharpReader.Read(file.Path, file.Table));
        }
    }

    private static void AssertEqual(string file, List<string?[]> expected, IReadOnlyList<string?[]> found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var row = 0; row < expected.Count; row++)
        {
            Assert.True(expected[row].SequenceEqual(found[row]), $"{file}, row {row}:\n{string.Join(" | ", expected[row])}\n{string.Join(" | ", found[row])}");
        }
    }

    private static async Task<IReadOnlyList<(string[] Columns, string?[][] Rows)>> ReadWithNodeAsync(IEnumerable<string> files)
    {
        var script = Checkout.PathOf("tests", "Clickstream.Emulators", "servers", "read-parquet.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.StandardInput.WriteAsync(string.Concat(files.Select(file => file + "\n")));
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            var file = JsonDocument.Parse(text).RootElement;
            return (file.GetProperty("columns").Deserialize<string[]>()!, file.GetProperty("rows").Deserialize<string?[][]>()!);
        })];
    }

    private static List<string?[]> ReadWithDuckDb(string file, LakeTable table)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(Text))} FROM read_parquet('{file}', hive_partitioning = false)";
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            rows.Add([.. table.Columns.Select((_, i) => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }

        return rows;
    }

    private static string Text(LakeColumn column) => column.Type switch
    {
        LakeType.Timestamp => $"epoch_us({column.Name})::VARCHAR",
        LakeType.Money or LakeType.MoneySum => $"{column.Name}::DECIMAL(38,4)::VARCHAR",
        LakeType.TextMap or LakeType.NumberMap => Entries(column, "coalesce(e.value::VARCHAR, '')"),
        LakeType.MoneyMap => Entries(column, "e.value::DECIMAL(38,4)::VARCHAR"),
        _ => $"{column.Name}::VARCHAR",
    };

    private static string Entries(LakeColumn column, string value) =>
        $"CASE WHEN {column.Name} IS NOT NULL THEN array_to_string(list_sort(list_transform(map_entries({column.Name}), lambda e: e.key || '=' || {value})), ',') END";
}
