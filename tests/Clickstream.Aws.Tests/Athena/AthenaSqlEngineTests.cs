using Clickstream.Aws.Athena;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Sql;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Aws.Tests.Athena;

public class AthenaSqlEngineTests
{
    private const string Started = """{"QueryExecutionId":"q-1"}""";
    private const string Running = """{"QueryExecution":{"Status":{"State":"RUNNING"}}}""";
    private const string Succeeded = """{"QueryExecution":{"StatementType":"DML","Status":{"State":"SUCCEEDED"},"Statistics":{"DataScannedInBytes":12345,"EngineExecutionTimeInMillis":678}}}""";
    private const string Page = """{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"n"}]},{"Data":[{"VarCharValue":"1"}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"n","Type":"bigint"}]}},"NextToken":"more"}""";
    private const string LastPage = """{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"2"}]}],"ResultSetMetadata":{"ColumnInfo":[{"Name":"n","Type":"bigint"}]}}}""";

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_said_in_a_sentence()
    {
        var environment = TransportUnderTest.EnvironmentOf(new Uri("http://127.0.0.1:1")) with
        {
            Endpoints = new Dictionary<AwsService, Uri> { [AwsService.Athena] = new("http://127.0.0.1:1") },
        };
        using var engine = new AthenaSqlEngine(environment, new AthenaOptions());
        var fault = await Assert.ThrowsAsync<SqlException>(() => engine.QueryAsync("SELECT 1", Deadline.Token));
        Assert.Contains("the workgroup", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_is_waited_for_and_read_to_its_last_page()
    {
        await using var server = Script.Of((200, Started), (200, Running), (200, Succeeded), (200, Page), (200, LastPage));
        using var engine = EngineAt(server);
        var answer = await engine.RunAsync("SELECT n FROM t", Deadline.Token);
        Assert.Equal([1L, 2L], answer.Result.Rows.Select(row => row[0]));
        Assert.Equal((12345, 678, "q-1"), (answer.BytesScanned, answer.EngineTime.TotalMilliseconds, answer.QueryExecutionId));
        Assert.Contains("\"NextToken\":\"more\"", Script.BodiesOf(server)[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UNLOAD (SELECT 1) TO 's3://b/k/' WITH (format = 'PARQUET')")]
    [InlineData("ALTER TABLE t ADD IF NOT EXISTS PARTITION (year = 2026) LOCATION 's3://b/k/'")]
    public async Task A_statement_without_rows_is_waited_for_and_not_read(string sql)
    {
        await using var server = Script.Of((200, Started), (200, Running), (200, Succeeded));
        using var engine = EngineAt(server);
        var answer = await engine.RunAsync(sql, Deadline.Token);
        Assert.Empty(answer.Result.Rows);
        Assert.Equal(12345, answer.BytesScanned);
        Assert.Equal(["StartQueryExecution", "GetQueryExecution", "GetQueryExecution"], server.Requests.Select(request => request.Operation));
    }

    [Theory]
    [InlineData("""{"QueryExecution":{"Status":{"State":"FAILED","StateChangeReason":"SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved"}}}""", "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved")]
    [InlineData("""{"QueryExecution":{"Status":{"State":"FAILED","StateChangeReason":"a","AthenaError":{"ErrorMessage":"b"}}}}""", "b")]
    [InlineData("""{"QueryExecution":{"Status":{"State":"CANCELLED"}}}""", "The query ended as CANCELLED.")]
    public async Task A_query_that_fails_says_it_in_the_words_of_the_engine(string execution, string message)
    {
        await using var server = Script.Of((200, Started), (200, execution));
        using var engine = EngineAt(server);
        Assert.Equal(message, (await Assert.ThrowsAsync<SqlException>(() => engine.QueryAsync("SELECT x", Deadline.Token))).Message);
    }

    [Fact]
    public async Task A_query_that_is_given_up_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new ScriptedServer(request =>
        {
            if (request.Operation == "GetQueryExecution")
                stop.Cancel();
            return ScriptedAnswer.Ok(request.Operation == "StartQueryExecution" ? Started : Running);
        });
        using var engine = EngineAt(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.QueryAsync("SELECT 1", stop.Token));
        Assert.Equal("StopQueryExecution", server.Requests[^1].Operation);
        Assert.Contains("q-1", Script.BodiesOf(server)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_over_its_limit_is_stopped()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMinutes(1) };
        await using var server = new ScriptedServer(request => ScriptedAnswer.Ok(request.Operation == "StartQueryExecution" ? Started : Running));
        using var engine = new AthenaSqlEngine(Script.EnvironmentAt(server.Address) with { Time = time }, new AthenaOptions { Limit = TimeSpan.FromSeconds(30) });
        var failure = await Assert.ThrowsAsync<SqlException>(() => engine.QueryAsync("SELECT 1", Deadline.Token));
        Assert.Contains("stopped after 0.5 minutes", failure.Message, StringComparison.Ordinal);
        Assert.Equal("StopQueryExecution", server.Requests[^1].Operation);
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using var server = Script.Of((400, """{"__type":"AccessDeniedException","Message":"no"}"""));
        using var engine = EngineAt(server);
        var failure = await Assert.ThrowsAsync<SqlException>(() => engine.QueryAsync("SELECT 1", Deadline.Token));
        Assert.Contains("Allow the action athena:StartQueryExecution on the workgroup primary", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timestamp with time zone", "2019-10-01 02:00:00.000 +02:00", "2019-10-01T00:00:00.0000000+00:00")]
    [InlineData("timestamp with time zone", "2019-10-01 00:00:00.000 UTC", "2019-10-01T00:00:00.0000000+00:00")]
    [InlineData("timestamp", "2019-10-01 00:00:00.123456", "2019-10-01T00:00:00.1234560+00:00")]
    public void Times_are_in_UTC(string type, string text, string expected) =>
        Assert.Equal(expected, Assert.IsType<DateTimeOffset>(AthenaValue.Parse(type, text)).ToString("O"));

    [Theory]
    [InlineData("decimal", "99999999999999999999999999999999999999")]
    [InlineData("map", "no map")]
    [InlineData("row", "{a=1}")]
    [InlineData("date", "2019-10-01")]
    public void What_has_no_type_of_its_own_stays_text(string type, string text) => Assert.Equal(text, AthenaValue.Parse(type, text));

    [Fact]
    public void A_value_of_a_map_may_have_a_comma() => Assert.Equal(
        new Dictionary<string, string?> { ["a"] = "1", ["b"] = "x, y", ["c"] = null },
        Assert.IsAssignableFrom<IDictionary<string, string?>>(AthenaValue.Parse("map", "{a=1, b=x, y, c=null}")));

    private static AthenaSqlEngine EngineAt(ScriptedServer server) => new(Script.EnvironmentAt(server.Address), new AthenaOptions());
}
