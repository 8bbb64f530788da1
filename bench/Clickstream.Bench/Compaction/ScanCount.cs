using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clickstream.Bench.Reporting;
using Clickstream.Core.Lake;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using DuckDB.NET.Data;

namespace Clickstream.Bench.Compaction;

/// <summary>
/// What each query of the pack reads of our files, and of those that DuckDB wrote of the same events. DuckDB's plan says which columns of which table a
/// query reads and which values it asks for; the footers of the files say how large the chunks of these columns are, and which row groups cannot have
/// these values. The other tables of a query are ours on both sides.
/// </summary>
internal sealed partial class ScanCount : IDisposable
{
    // Beside the pack: what support and erasure ask, and what the order of rows is for.
    private const string OneVisitor = "(one visitor)";

    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private readonly Dictionary<string, string[]> _files = [];
    private readonly Dictionary<string, List<Chunk>> _chunks = [];

    private ScanCount()
    {
    }

    /// <summary>Compares the tables of a data folder with files that DuckDB wrote.</summary>
    public static async Task<Table> CompareAsync(string data, string theirs)
    {
        var store = new FolderObjectStore(LocalDataFolder.Open(data), TimeProvider.System);
        var lake = await PublishedLake.ReadAsync(store, default);
        var files = LakeTable.All.ToDictionary(table => table.Name, table => lake.FilesOf(table).Where(file => file.Rows > 0).Select(file => Path.Combine(data, file.Key)).ToArray());
        var theirFacts = Directory.GetFiles(Path.Combine(theirs, "facts"), "*.parquet", SearchOption.AllDirectories);
        using var ours = await OpenAsync(files, null);
        using var duckDb = await OpenAsync(files, theirFacts);
        var user = await ours.ScalarAsync("SELECT quantile_disc(user_id, 0.5) FROM fact_clicks");
        var queries = Directory.GetFiles(Checkout.PathOf("sql", "athena"), "*.sql").Order(StringComparer.Ordinal)
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Sql: File.ReadAllText(file)))
            .Append((Name: OneVisitor, Sql: $"SELECT * FROM fact_clicks WHERE user_id = '{user}' ORDER BY event_timestamp"));
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, sql) in queries.Where(query => query.Sql.Contains("fact_clicks", StringComparison.Ordinal)))
        {
            var (our, their) = (await ours.ReadAsync(sql), await duckDb.ReadAsync(sql));
            rows.Add([name, Text(our.Bytes), Text(our.Groups), Text(their.Bytes), Text(their.Groups), ((double)our.Bytes / their.Bytes).ToString("F2", CultureInfo.InvariantCulture)]);
        }

        return new Table(
            "what each query of the pack that asks fact_clicks reads, over all hours",
            ["query", "bytes", "row groups", "duckdb bytes", "row groups", "bytes, to DuckDB"],
            rows,
            [
                $"fact_clicks has {Describe(ours)}; as DuckDB writes it by default, {Describe(duckDb)}.",
                "Bytes are the compressed chunks of the columns that DuckDB's plan of the query reads, in row groups that the statistics do not exclude; other tables of a query are ours on both sides.",
            ]);

        static string Describe(ScanCount scan)
        {
            var facts = scan._chunks[LakeTable.FactClicks.Name];
            return $"{Text(facts.Select(chunk => (chunk.File, chunk.Group)).Distinct().Count())} row groups in {scan._files[LakeTable.FactClicks.Name].Length} files of {Text(facts.Sum(chunk => chunk.Bytes))} bytes";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    // The facts are ours where nobody else's are given.
    private static async Task<ScanCount> OpenAsync(Dictionary<string, string[]> tables, string[]? theirs)
    {
        const string Hourly = ", hive_types = {'year': INTEGER, 'month': INTEGER, 'day': INTEGER, 'hour': INTEGER}";
        const string OfTheirs = "SELECT * EXCLUDE (hour), year(hour::TIMESTAMP) AS year, month(hour::TIMESTAMP) AS month, day(hour::TIMESTAMP) AS day, hour(hour::TIMESTAMP) AS hour FROM";
        var scan = new ScanCount();
        await scan._connection.OpenAsync();
        await scan.ScalarAsync("SET TimeZone = 'UTC'");
        foreach (var table in LakeTable.All.Where(table => tables[table.Name].Length > 0))
        {
            var isTheirs = theirs is not null && table == LakeTable.FactClicks;
            var files = isTheirs ? theirs! : tables[table.Name];
            var list = string.Join(", ", files.Select(file => $"'{file}'"));
            var read = $"read_parquet([{list}], hive_partitioning = {isTheirs || table.IsHourly}{(table.IsHourly && !isTheirs ? Hourly : string.Empty)})";
            await scan.ScalarAsync($"CREATE VIEW {table.Name} AS {(isTheirs ? OfTheirs : "SELECT * FROM")} {read}");
            (scan._files[table.Name], scan._chunks[table.Name]) = (files, await scan.ChunksAsync(list));
        }

        return scan;
    }

    private async Task<List<Chunk>> ChunksAsync(string files)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = $"""
            SELECT file_name, row_group_id, trim(split_part(path_in_schema, ',', 1)), total_compressed_size, coalesce(stats_min_value, stats_min), coalesce(stats_max_value, stats_max)
            FROM parquet_metadata([{files}])
            """;
        await using var reader = await command.ExecuteReaderAsync();
        var chunks = new List<Chunk>();
        while (await reader.ReadAsync())
        {
            string? Value(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
            chunks.Add(new Chunk(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), Value(4), Value(5)));
        }

        return chunks;
    }

    private async Task<(long Bytes, long Groups)> ReadAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = $"EXPLAIN (ANALYZE, FORMAT JSON) {sql}";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var counts = ScansOf(JsonDocument.Parse(reader.GetString(1)).RootElement).Select(Count).ToList();
        return (counts.Sum(count => count.Bytes), counts.Sum(count => count.Groups));
    }

    private (long Bytes, long Groups) Count(JsonElement scan)
    {
        var files = Info(scan, "Filename(s)");
        var table = _files.First(pair => pair.Value.Any(file => files.Contains(file, StringComparison.Ordinal))).Key;
        var filters = Info(scan, "Filters");
        var columns = Name().Matches($"{Info(scan, "Projections")}\n{filters}").Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var values = Equal().Matches(filters).ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var groups = _chunks[table].GroupBy(chunk => (chunk.File, chunk.Group)).Where(group => group.All(chunk => values[chunk.Column].All(chunk.MayHave))).ToList();
        return (groups.SelectMany(group => group).Where(chunk => columns.Contains(chunk.Column)).Sum(chunk => chunk.Bytes), groups.Count);
    }

    private static IEnumerable<JsonElement> ScansOf(JsonElement node)
    {
        if (node.TryGetProperty("extra_info", out var info) && info.ValueKind == JsonValueKind.Object && info.TryGetProperty("Filename(s)", out _))
        {
            yield return info;
        }

        foreach (var scan in node.GetProperty("children").EnumerateArray().SelectMany(ScansOf))
        {
            yield return scan;
        }
    }

    // A text, or a list of texts.
    private static string Info(JsonElement scan, string name) => !scan.TryGetProperty(name, out var value) ? string.Empty
        : value.ValueKind == JsonValueKind.Array ? string.Join('\n', value.EnumerateArray().Select(item => item.GetString())) : value.GetString()!;

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(\w+)='([^']*)'$", RegexOptions.Multiline)]
    private static partial Regex Equal();

    private sealed record Chunk(string File, long Group, string Column, long Bytes, string? Least, string? Greatest)
    {
        public bool MayHave(string value) =>
            Least is null || Greatest is null || (string.CompareOrdinal(Least, value) <= 0 && string.CompareOrdinal(value, Greatest) <= 0);
    }
}
