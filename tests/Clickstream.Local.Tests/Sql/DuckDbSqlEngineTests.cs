using System.Globalization;
using System.Text;
using Clickstream.Contracts;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Core.Time;
using Clickstream.Local.Objects;
using Clickstream.Local.Sql;

namespace Clickstream.Local.Tests.Sql;

public sealed class DuckDbSqlEngineTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FolderObjectStore _store;
    private readonly DuckDbSqlEngine _engine;

    public DuckDbSqlEngineTests()
    {
        var folder = _folder.Open();
        _store = new FolderObjectStore(folder, TimeProvider.System);
        _engine = new DuckDbSqlEngine(_store, folder);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fact_clicks", 26)]
    [InlineData("engagement_minutes", 19)]
    [InlineData("engagement", 19)]
    [InlineData("clickstream.fact_clicks", 26)]
    [InlineData("dim_users", 9)]
    [InlineData("quarantine", 11)]
    public async Task A_table_of_which_nothing_is_published_is_empty_and_has_its_columns(string table, int columns)
    {
        var result = await QueryAsync($"select * from {table}");
        Assert.Empty(result.Rows);
        Assert.Equal(columns, result.Columns.Count);
    }

    [Fact]
    public async Task Only_the_files_that_manifests_name_are_read()
    {
        await PublishAsync(0, "v1", "a", "b");
        WriteFacts(0, "v0", "old", "a");
        WriteFacts(1, "v9", "not published");
        await PublishAsync(2, "v1", "c");
        Assert.Equal("0:2 2:1", await TextAsync("select hour, count(*) from fact_clicks group by 1 order by 1"));
        await PublishAsync(0, "v2", "a");
        Assert.Equal("0:1 2:1", await TextAsync("select hour, count(*) from fact_clicks group by 1 order by 1"));
    }

    [Fact]
    public async Task Values_come_in_the_types_of_a_result()
    {
        await PublishAsync(9, "v1", "a");
        var row = Assert.Single((await QueryAsync("select year, month, day, hour, event_timestamp, price, metadata, is_bot, sum(quantity) over () from fact_clicks")).Rows);
        Assert.Equal([2026L, 3L, 1L, 9L], row.Take(4));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 9, 0, 1, TimeSpan.Zero), row[4]);
        Assert.Equal(12.5m, row[5]);
        Assert.Equal("v", Assert.IsAssignableFrom<IDictionary<string, string?>>(row[6])["k"]);
        Assert.Null(row[7]);
        Assert.Equal(2L, row[8]);
    }

    [Theory]
    [InlineData("copy (select 1) to 'x.csv'")]
    [InlineData("explain analyze copy (select 1) to 'x.csv'")]
    [InlineData("-- a comment\nattach 'x.db'")]
    [InlineData("/* a comment */ install httpfs")]
    [InlineData("set enable_external_access = true")]
    [InlineData("select 1; copy (select 1) to 'x.csv'")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from '/etc/passwd'")]
    [InlineData("")]
    public async Task What_does_more_than_read_the_lake_is_refused(string sql) =>
        await Assert.ThrowsAsync<SqlException>(() => QueryAsync(sql));

    [Theory]
    [InlineData("select nothing from fact_clicks", "nothing")]
    [InlineData("select (", "syntax")]
    public async Task A_wrong_statement_is_answered_with_the_words_of_the_engine(string sql, string word) =>
        Assert.Contains(word, (await Assert.ThrowsAsync<SqlException>(() => QueryAsync(sql))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("with x as (select 1 as a) select a from x", "1")]
    [InlineData("(select 1)", "1")]
    [InlineData("values (1), (2)", "1 2")]
    [InlineData("-- a comment\nfrom range(2)", "0 1")]
    public async Task Whatever_reads_is_run(string sql, string answer) => Assert.Equal(answer, await TextAsync(sql));

    [Fact]
    public async Task A_query_beyond_its_memory_ends_with_an_error()
    {
        var small = new DuckDbSqlEngine(_store, _folder.Open(), new DuckDbOptions { MaxMemory = 32 << 20, Threads = 1 });
        await Assert.ThrowsAsync<SqlException>(
            () => small.QueryAsync("select list(random()) from range(20_000_000)", CancellationToken.None));
    }

    [Fact]
    public async Task A_query_can_be_cancelled()
    {
        // Long enough to begin; the query would take minutes.
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var query = _engine.QueryAsync(
            "select count(*) from range(3_000_000) a, range(3_000_000) b where a.range * b.range % 7 = 3", cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_manifest_of_a_newer_format_is_a_clear_error()
    {
        var key = LakeLayout.Manifest(LakeLayout.FactClicks, HourOf(0));
        await _store.PutAsync(key, "{\"format\":9}"u8.ToArray(), CancellationToken.None);
        Assert.Contains(
            "format 9", (await Assert.ThrowsAsync<UnknownFormatException>(() => QueryAsync("select 1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_was_quarantined_twice_is_one_row()
    {
        var line = "{\"reason\":\"malformed_json\",\"hour\":\"2026/03/01/00\",\"source\":\"s\",\"position\":\"s:1:0:0\",\"length\":1,\"payload\":\"x\"}\n";
        await _store.PutAsync(new ObjectKey("quarantine/2026/03/01/00/a.json"), Encoding.UTF8.GetBytes(line), CancellationToken.None);
        await _store.PutAsync(new ObjectKey("quarantine/2026/03/01/00/b.json"), Encoding.UTF8.GetBytes(line), CancellationToken.None);
        Assert.Equal("malformed_json:1", await TextAsync("select reason, count(*) from quarantine group by 1"));
    }

    private static Hour HourOf(int hour) => EventTime.From(new DateTimeOffset(2026, 3, 1, hour, 0, 0, TimeSpan.Zero)).Hour;

    private Task<QueryResult> QueryAsync(string sql) => _engine.QueryAsync(sql, CancellationToken.None);

    private async Task<string> TextAsync(string sql)
    {
        var result = await QueryAsync(sql);
        return string.Join(
            ' ', result.Rows.Select(row => string.Join(':', row.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))));
    }

    private DataFile WriteFacts(int hour, string version, params string[] clicks) => FactFiles.Write(_folder, HourOf(hour), version, clicks);

    private async Task PublishAsync(int hour, string version, params string[] clicks) => await _store.PutAsync(
        LakeLayout.Manifest(LakeLayout.FactClicks, HourOf(hour)),
        ManifestJson.Serialize(Manifests.OfHour(HourOf(hour), version, [WriteFacts(hour, version, clicks)])),
        CancellationToken.None);
}
