using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Core.Lake;
using DuckDB.NET.Data;

namespace Clickstream.Bench.Compaction;

/// <summary>
/// DuckDB doing the same for <c>fact_clicks</c>: read JSON, de-duplicate, sort, partition by hour, write Parquet with Zstandard.
/// </summary>
internal static class DuckDbWork
{
    public const string FromRaw = "duckdb-raw";
    public const string FromLanding = "duckdb-landing";

    private const string Columns = """
        click_id: 'VARCHAR', event_type: 'VARCHAR', event_timestamp: 'TIMESTAMP', received_timestamp: 'TIMESTAMP', user_id: 'VARCHAR',
         anonymous_id: 'VARCHAR', session_id: 'VARCHAR', page_url: 'VARCHAR', referrer_url: 'VARCHAR', device_type: 'VARCHAR',
         os: 'VARCHAR',
         browser: 'VARCHAR', country: 'VARCHAR', is_bot: 'BOOLEAN', ip: 'VARCHAR', user_agent: 'VARCHAR', product_id: 'VARCHAR',
         order_id: 'VARCHAR',
         quantity: 'BIGINT', price: 'DECIMAL(18,4)', currency: 'VARCHAR', metadata: 'MAP(VARCHAR, VARCHAR)'
        """;

    /// <summary>Arguments: data folder with raw files, folder to write to.</summary>
    public static Task<Usage> RunFromRawAsync(string[] args) =>
        RunAsync(args[1], RawStatement(Path.Combine(args[0], LakeLayout.Raw, "*/*/*/*/*.json")));

    /// <summary>Arguments: data folder with micro-batches, folder to write to.</summary>
    public static Task<Usage> RunFromLandingAsync(string[] args) =>
        RunAsync(args[1], LandingStatement(Path.Combine(args[0], LakeLayout.Landing, "*/*/*/*/*.json.gz")));

    private static async Task<Usage> RunAsync(string folder, string select)
    {
        Directory.CreateDirectory(folder);
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        await ExecuteAsync(command, $"SET threads = {Environment.ProcessorCount}");
        await ExecuteAsync(command, "SET TimeZone = 'UTC'");
        await ExecuteAsync(command, $"SET temp_directory = {Literal(Path.Combine(folder, "spill"))}");
        await ExecuteAsync(command, CopyStatement(select, Path.Combine(folder, "facts")));
        var usage = Usage.OfThisProcess(new Dictionary<string, double>());
        var files = Directory.GetFiles(Path.Combine(folder, "facts"), "*.parquet", SearchOption.AllDirectories);
        command.CommandText = $"SELECT count(*) FROM read_parquet({Literal(Path.Combine(folder, "facts/*/*.parquet"))})";
        var rows = Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        return usage with
        {
            Figures = new Dictionary<string, double>
            {
                [Figures.Rows] = rows,
                [Figures.Bytes] = files.Sum(file => new FileInfo(file).Length),
                [Figures.Files] = files.Length,
            },
        };
    }

    private static string RawStatement(string raw) => $$"""
        SELECT *, date_trunc('hour', event_timestamp) AS hour
        FROM read_json({{Literal(raw)}}, format = 'newline_delimited', columns = {{{Columns}}})
        QUALIFY row_number() OVER (PARTITION BY click_id ORDER BY event_timestamp) = 1
        """;

    private static string LandingStatement(string landing) => $$"""
        SELECT * EXCLUDE (_position), date_trunc('hour', event_timestamp) AS hour
        FROM read_json({{Literal(landing)}}, format = 'newline_delimited', compression = 'gzip', columns = {{{Columns}}, _position: 'VARCHAR'})
        QUALIFY row_number() OVER (PARTITION BY click_id ORDER BY event_timestamp, _position) = 1
        """;

    private static string CopyStatement(string select, string facts) => $"""
        COPY ({select} ORDER BY hour, user_id NULLS FIRST, anonymous_id NULLS FIRST, event_timestamp, click_id)
        TO {Literal(facts)} (FORMAT parquet, PARTITION_BY (hour), COMPRESSION zstd)
        """;

    private static Task<int> ExecuteAsync(DuckDBCommand command, string sql)
    {
        command.CommandText = sql;
        return command.ExecuteNonQueryAsync();
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
