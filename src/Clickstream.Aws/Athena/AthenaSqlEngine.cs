using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Errors;
using Clickstream.Core.Sql;

namespace Clickstream.Aws.Athena;

/// <summary>
/// Answers SQL with Athena, over the versions that the catalog shows. A query that is given up (cancelled, or over its limit) is stopped, so that it
/// does not go on scanning. What a statement may do is decided by the permissions of the caller and the workgroup. Safe for concurrent use.
/// </summary>
public sealed class AthenaSqlEngine : ISqlEngine, IDisposable
{
    private const int PageRows = 1000; // The most that GetQueryResults gives. Source: Athena API reference.
    private const double WaitGrowth = 1.5;

    // A small query takes a second or two; a long one need not be asked for ten times a second, and the account has 100 such calls a second.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5); // The user is waiting for the prompt.

    private static readonly string[] WithoutRows = ["UNLOAD", "CREATE", "ALTER"]; // What only writes or declares has no result to be read.

    private readonly AthenaOptions _options;
    private readonly AthenaClient _client;
    private readonly TimeProvider _time;

    /// <summary>Creates the engine; nothing is called yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public AthenaSqlEngine(AwsEnvironment environment, AthenaOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        (_options, _time) = (options, environment.Time);
        _client = new AthenaClient(environment);
    }

    /// <inheritdoc/>
    public async Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken) =>
        (await RunAsync(sql, cancellationToken).ConfigureAwait(false)).Result;

    /// <summary>Runs one statement, and says what it cost.</summary>
    /// <exception cref="SqlException">The statement is wrong, or Athena may not be asked; the message says which.</exception>
    public async Task<AthenaAnswer> RunAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (string.IsNullOrWhiteSpace(sql))
            throw new SqlException("There is no statement.");
        var id = await CallAsync("athena:StartQueryExecution", () => StartAsync(sql, cancellationToken)).ConfigureAwait(false);
        var execution = await WaitAsync(id, cancellationToken).ConfigureAwait(false);
        if (execution.Status is not { State: "SUCCEEDED" })
            throw new SqlException(ReasonOf(execution.Status));
        var result = !HasRows(sql) ? new QueryResult([], []) : await CallAsync("athena:GetQueryResults", () => ReadAsync(id, execution, cancellationToken)).ConfigureAwait(false);
        var statistics = execution.Statistics;
        var engineTime = TimeSpan.FromMilliseconds(statistics?.EngineExecutionTimeInMillis ?? 0);
        return new AthenaAnswer(result, statistics?.DataScannedInBytes ?? 0, engineTime, id);
    }

    /// <summary>Looks whether the workgroup is there. Needs athena:GetWorkGroup.</summary>
    /// <exception cref="SqlException">It is not, or may not be looked at; the message says what to do.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => CallAsync("athena:GetWorkGroup", async () =>
    {
        await _client.GetWorkGroupAsync(new GetWorkGroupRequest(_options.WorkGroup), cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<string> StartAsync(string sql, CancellationToken cancellationToken)
    {
        var request = new StartQueryExecutionRequest(
            sql,
            Guid.NewGuid().ToString("N"), // So that a call that is repeated after a lost answer starts no second query.
            new QueryExecutionContext(_options.Database),
            _options.OutputLocation is { } output ? new ResultConfiguration(output) : null,
            _options.WorkGroup);
        var answer = await _client.StartQueryExecutionAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.QueryExecutionId ?? throw new InvalidDataException("Athena started a query and did not name it.");
    }

    private async Task<QueryExecution> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var wait = FirstWait;
        var isOver = false;
        try
        {
            while (true)
            {
                var answer = await CallAsync(
                    "athena:GetQueryExecution",
                    () => _client.GetQueryExecutionAsync(new QueryExecutionRequest(id), cancellationToken)).ConfigureAwait(false);
                if (answer.QueryExecution is { Status.State: "SUCCEEDED" or "FAILED" or "CANCELLED" } ended)
                {
                    isOver = true;
                    return ended;
                }

                if (_time.GetElapsedTime(started) > _options.Limit)
                    throw new SqlException(
                        $"The query was stopped after {_options.Limit.TotalMinutes:0.#} minutes. Read fewer hours, or raise the limit.");
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
                wait = wait * WaitGrowth < LongestWait ? wait * WaitGrowth : LongestWait;
            }
        }
        finally
        {
            if (!isOver)
                await StopAsync(id).ConfigureAwait(false);
        }
    }

    private static bool HasRows(string sql) =>
        !WithoutRows.Any(word => sql.AsSpan().TrimStart().StartsWith(word, StringComparison.OrdinalIgnoreCase));

    private static string ReasonOf(QueryExecutionStatus? status) =>
        status?.AthenaError?.ErrorMessage ?? status?.StateChangeReason ?? $"The query ended as {status?.State}.";

    private async Task StopAsync(string id)
    {
        using var limit = new CancellationTokenSource(StopLimit, _time);
        try
        {
            await _client.StopQueryExecutionAsync(new QueryExecutionRequest(id), limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AmazonServiceException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The query goes on to its own end; the reason why it was given up matters more.
        }
    }

    private async Task<QueryResult> ReadAsync(string id, QueryExecution execution, CancellationToken cancellationToken)
    {
        IReadOnlyList<ColumnInfo>? columns = null;
        var rows = new List<IReadOnlyList<object?>>();
        string? next = null;
        do
        {
            var page = await _client.GetQueryResultsAsync(new GetQueryResultsRequest(id, next, PageRows), cancellationToken).ConfigureAwait(false);
            var isFirst = columns is null;
            columns ??= page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
            var read = page.ResultSet?.Rows ?? [];
            rows.AddRange(read.Skip(isFirst && IsHeader(execution, columns, read) ? 1 : 0).Select(row => RowOf(columns, row)));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return new QueryResult([.. columns.Select(column => column.Name)], rows);
    }

    // Of a SELECT the first row is the names of the columns; of SHOW and DESCRIBE it is not.
    private static bool IsHeader(QueryExecution execution, IReadOnlyList<ColumnInfo> columns, IReadOnlyList<ResultRow> rows) =>
        execution.StatementType is null or "DML" && rows.Count > 0
        && (rows[0].Data ?? []).Select(value => value.VarCharValue).SequenceEqual(columns.Select(column => column.Name));

    private static object?[] RowOf(IReadOnlyList<ColumnInfo> columns, ResultRow row) =>
        [.. columns.Select((column, index) => AthenaValue.Parse(column.Type, row.Data?.ElementAtOrDefault(index)?.VarCharValue))];

    private async Task<T> CallAsync<T>(string action, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal) when (refusal.ErrorCode == "InvalidRequestException")
        {
            throw new SqlException(refusal.Message, refusal); // The engine's own words on the statement or the workgroup.
        }
        catch (AmazonServiceException refusal)
        {
            throw new SqlException(AwsRefusal.Describe(refusal, action, $"the workgroup {_options.WorkGroup}"), refusal);
        }
        catch (Exception failure) when (AwsRefusal.IsNoCall(failure))
        {
            throw new SqlException(AwsRefusal.DescribeNoCall(failure, action, $"the workgroup {_options.WorkGroup}"), failure);
        }
    }
}
