using System.Globalization;
using System.Text.RegularExpressions;
using Clickstream.Core.Hashing;
using Clickstream.Core.Lake;
using Clickstream.Core.Sql;
using DuckDB.NET.Data;

namespace Clickstream.Compactor.Tests.Unload;

/// <summary>
/// Stands for Athena: runs its statements with DuckDB over micro-batches, after a translation that knows words and nothing of what they are
/// used for. UNLOAD writes with DuckDB's own writer, so the files are by nobody of ours.
/// </summary>
/// <param name="lake">What stands before a key in a location, without a slash at the end.</param>
/// <param name="read">Reads all objects with a prefix.</param>
/// <param name="write">Writes an object.</param>
internal sealed partial class DuckDbAthena(string lake, Func<string, Task<IReadOnlyList<(string Key, byte[] Content)>>> read, Func<string, byte[], Task> write) : ISqlEngine
{
    private readonly List<string> _statements = [];

    /// <summary>The statements that were run, in order.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>Is called behind each UNLOAD with the folder that it wrote, so that a test can spoil it.</summary>
    public Func<string, Task>? AfterUnload { get; init; }

    public async Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        _statements.Add(sql);
        if (sql.StartsWith("CREATE EXTERNAL TABLE", StringComparison.Ordinal) || sql.StartsWith("ALTER TABLE", StringComparison.Ordinal))
        {
            return new QueryResult([], []);
        }

        var folder = Directory.CreateTempSubdirectory("clickstream-athena-").FullName;
        try
        {
            using var connection = Open();
            await LandAsync(connection, sql, folder, cancellationToken);
            return UnloadStatement().Match(sql) is { Success: true } unload
                ? await UnloadAsync(connection, unload, folder, cancellationToken)
                : Query(connection, Translate(sql));
        }
        catch (DuckDBException fault)
        {
            throw new SqlException(fault.Message, fault);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Word for word: what follows has the same meaning in both, by other names.
    private static string Translate(string sql)
    {
        sql = HashOfText().Replace(sql, "hash64($1)");
        sql = sql.Replace("array_join(", "array_to_string(", StringComparison.Ordinal).Replace("transform(", "list_transform(", StringComparison.Ordinal);
        sql = sql.Replace("name -> ", "lambda name: ", StringComparison.Ordinal);
        sql = sql.Replace("bitwise_and(", "bit_and_of(", StringComparison.Ordinal);
        return sql.Replace("timestamp(3)", "TIMESTAMP_MS", StringComparison.Ordinal).Replace("timestamp(6)", "TIMESTAMP", StringComparison.Ordinal);
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        connection.RegisterScalarFunction<string, long>("hash64", text => (long)Murmur3.Hash64(System.Text.Encoding.UTF8.GetBytes(text)));
        Execute(connection, "CREATE MACRO bit_and_of(a, b) AS a & b");

        // Of a number as it is in memory; DuckDB's >> keeps the sign.
        Execute(connection, "CREATE MACRO bitwise_right_shift(value, bits) AS CAST((CAST(value AS HUGEINT) + CASE WHEN value < 0 THEN 18446744073709551616 ELSE 0 END) // (CAST(1 AS HUGEINT) << bits) AS BIGINT)");
        return connection;
    }

    // The table of micro-batches: the columns that its statement declares, the partition by the folder, and the path.
    private async Task LandAsync(DuckDBConnection connection, string sql, string folder, CancellationToken cancellationToken)
    {
        var partition = PartitionOf().Match(sql);
        var parts = Enumerable.Range(1, 4).Select(i => int.Parse(partition.Groups[i].Value, CultureInfo.InvariantCulture)).ToArray();
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{LakeLayout.Landing}{parts[0]:D4}/{parts[1]:D2}/{parts[2]:D2}/{parts[3]:D2}/");
        foreach (var (key, content) in await read(prefix))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(key)), content, cancellationToken);
        }

        var columns = string.Join(", ", LakeTable.FactClicks.Columns.Select(column => (column.Name, Type: column.Type switch
        {
            LakeType.Boolean => "BOOLEAN",
            LakeType.Number => "BIGINT",
            LakeType.Money => "DECIMAL(18,4)",
            LakeType.TextMap => "MAP(VARCHAR, VARCHAR)",
            _ => "VARCHAR",
        })).Prepend(("_position", "VARCHAR")).Select(column => $"'{column.Item1}': '{column.Item2}'"));
        Execute(connection, $"""
            CREATE VIEW landing_clickstream AS
            SELECT * EXCLUDE (filename), '{lake}/{prefix}' || parse_filename(filename) AS "$path", {parts[0]} AS "year", {parts[1]} AS "month", {parts[2]} AS "day", {parts[3]} AS "hour"
            FROM read_json('{folder}/*.json.gz', format = 'newline_delimited', filename = true, columns = {"{"}{columns}{"}"})
            """);
    }

    private async Task<QueryResult> UnloadAsync(DuckDBConnection connection, Match unload, string folder, CancellationToken cancellationToken)
    {
        var (rows, location, options) = (unload.Groups[1].Value, unload.Groups[2].Value, unload.Groups[3].Value);
        var target = Path.Combine(folder, "unloaded");
        var compression = options.Contains("'ZSTD'", StringComparison.Ordinal) ? "zstd" : "snappy";
        var partitions = options.Contains("partitioned_by = ARRAY['bucket']", StringComparison.Ordinal) ? ", PARTITION_BY (bucket)" : ", PER_THREAD_OUTPUT false";
        Directory.CreateDirectory(target);
        var file = partitions.Contains("bucket", StringComparison.Ordinal) ? target : Path.Combine(target, "20260301_000000_00000_abcde");
        Execute(connection, $"COPY ({Translate(rows)}) TO '{file}' (FORMAT parquet, COMPRESSION {compression}{partitions}, OVERWRITE_OR_IGNORE true)");
        var key = location[(lake.Length + 1)..];
        foreach (var written in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
        {
            await write(key + Path.GetRelativePath(target, written), await File.ReadAllBytesAsync(written, cancellationToken));
        }

        await (AfterUnload?.Invoke(key) ?? Task.CompletedTask);
        return new QueryResult([], []);
    }

    private static QueryResult Query(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var rows = new List<IReadOnlyList<object?>>();
        while (reader.Read())
        {
            rows.Add([.. columns.Select((_, i) => reader.IsDBNull(i) ? null : reader.GetValue(i) switch
            {
                System.Numerics.BigInteger number => (long)number,
                var value => value,
            })]);
        }

        return new QueryResult(columns, rows);
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"from_big_endian_64\(reverse\(substr\(murmur3\(to_utf8\((.*?)\)\), 1, 8\)\)\)")]
    private static partial Regex HashOfText();

    [GeneratedRegex(@"""year"" = (\d+) AND ""month"" = (\d+) AND ""day"" = (\d+) AND ""hour"" = (\d+)")]
    private static partial Regex PartitionOf();

    [GeneratedRegex(@"^UNLOAD \((.*)\) TO '([^']*)'\s+WITH \((.*)\)\s*$", RegexOptions.Singleline)]
    private static partial Regex UnloadStatement();
}
