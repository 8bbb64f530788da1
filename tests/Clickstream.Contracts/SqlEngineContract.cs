using System.Globalization;
using Clickstream.Core.Sql;

namespace Clickstream.Contracts;

/// <summary>
/// What every SQL engine does with the statements that it is given. The statements are in words that all engines know, and an engine that is really there
/// runs them. No emulator runs SQL as Athena does, so there the service is told the answer beforehand: that the values are right is then not proved,
/// but that they come out with their names, types and order, that a refusal is a <see cref="SqlException"/>, and that a query ends when it is given up.
/// </summary>
public abstract class SqlEngineContract
{
    private const int MoreThanOnePage = 2_345; // Athena gives 1,000 rows a page.

    private static readonly ToldAnswer Nothing = new([], [], []);

    /// <summary>Makes an engine over an empty lake.</summary>
    /// <param name="told">The answer to the statement that it will be given.</param>
    protected abstract Task<SqlEngineUnderTest> CreateAsync(ToldAnswer told);

    /// <summary>Makes an engine that refuses the statement that it will be given, because of a column that is not there.</summary>
    /// <param name="column">The column.</param>
    protected abstract Task<SqlEngineUnderTest> CreateRefusingAsync(string column);

    /// <summary>Makes an engine for which the statement that it will be given takes minutes.</summary>
    protected abstract Task<SqlEngineUnderTest> CreateSlowAsync();

    [Fact]
    public async Task Values_have_the_types_of_a_result()
    {
        const string sql = """
            SELECT 'a "text", ü' AS t, CAST('' AS varchar) AS empty, CAST(NULL AS varchar) AS none, true AS b, CAST(-42 AS bigint) AS n,
                CAST(7 AS integer) AS i, CAST(1234.5 AS decimal(18,4)) AS m, CAST(0.25 AS double) AS d,
                TIMESTAMP '2019-10-01 23:00:02.250' AS at, DATE '2019-10-01' AS day, MAP(ARRAY['k', 'l'], ARRAY['v', 'w']) AS entries
            """;
        await using var made = await CreateAsync(new ToldAnswer(
            ["t", "empty", "none", "b", "n", "i", "m", "d", "at", "day", "entries"],
            ["varchar", "varchar", "varchar", "boolean", "bigint", "integer", "decimal", "double", "timestamp", "date", "map"],
            [["a \"text\", ü", string.Empty, null, "true", "-42", "7", "1234.5000", "0.25", "2019-10-01 23:00:02.250", "2019-10-01", "{k=v, l=w}"]]));
        var result = await made.Engine.QueryAsync(sql, Deadline.Token);

        Assert.Equal(["t", "empty", "none", "b", "n", "i", "m", "d", "at", "day", "entries"], result.Columns);
        var row = Assert.Single(result.Rows);
        Assert.Equal(
            ["a \"text\", ü", string.Empty, null, true, -42L, 7L, 1234.5m, 0.25, new DateTimeOffset(2019, 10, 1, 23, 0, 2, 250, TimeSpan.Zero), "2019-10-01"],
            row.Take(10));
        var entries = Assert.IsAssignableFrom<IDictionary<string, string?>>(row[10]);
        Assert.Equal([new("k", "v"), new("l", "w")], entries.OrderBy(entry => entry.Key));
    }

    [Fact]
    public async Task An_answer_without_rows_has_its_columns()
    {
        await using var made = await CreateAsync(new ToldAnswer(["a", "b"], ["integer", "varchar"], []));
        var result = await made.Engine.QueryAsync("SELECT 1 AS a, 'x' AS b WHERE 1 = 2", Deadline.Token);
        Assert.Equal(["a", "b"], result.Columns);
        Assert.Empty(result.Rows);
    }

    [Fact]
    public async Task A_row_that_reads_like_the_names_of_its_columns_is_a_row()
    {
        await using var made = await CreateAsync(new ToldAnswer(["a", "b"], ["varchar", "varchar"], [["a", "b"]]));
        var result = await made.Engine.QueryAsync("SELECT 'a' AS a, 'b' AS b", Deadline.Token);
        Assert.Equal(["a", "b"], Assert.Single(result.Rows));
    }

    [Fact]
    public async Task Many_rows_come_whole_and_in_order()
    {
        string[] numbers = [.. Enumerable.Range(1, MoreThanOnePage).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await using var made = await CreateAsync(new ToldAnswer(["n"], ["integer"], [.. numbers.Select(number => new[] { number })]));
        var values = string.Join(", ", numbers.Reverse().Select(number => $"({number})"));
        var result = await made.Engine.QueryAsync($"SELECT n FROM (VALUES {values}) AS t(n) ORDER BY n", Deadline.Token);
        Assert.Equal(Enumerable.Range(1, MoreThanOnePage).Select(number => (object?)(long)number), result.Rows.Select(row => row[0]));
    }

    [Fact]
    public async Task A_wrong_statement_is_refused_in_the_words_of_the_engine()
    {
        await using var made = await CreateRefusingAsync("no_such_column");
        var refusal = await Assert.ThrowsAsync<SqlException>(() => made.Engine.QueryAsync("SELECT no_such_column FROM fact_clicks", Deadline.Token));
        Assert.Contains("no_such_column", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public async Task No_statement_is_refused(string sql)
    {
        await using var made = await CreateAsync(Nothing);
        await Assert.ThrowsAsync<SqlException>(() => made.Engine.QueryAsync(sql, Deadline.Token));
    }

    [Fact]
    public async Task A_query_that_is_given_up_ends()
    {
        await using var made = await CreateSlowAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)); // Long enough to begin.
        var query = made.Engine.QueryAsync(
            "SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE a.range * b.range % 7 = 3", cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(Deadline.Limit));
    }

    [Fact]
    public async Task A_query_that_is_cancelled_before_it_begins_is_not_run()
    {
        await using var made = await CreateSlowAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => made.Engine.QueryAsync("SELECT 1", new CancellationToken(canceled: true)).WaitAsync(Deadline.Limit));
    }
}
